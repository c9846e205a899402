import type { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { available } from '../sources/if-present.ts';
import { newestBy } from '../sources/newest-by.ts';
import { list, member, number, object, part, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Reads, SystemConsole, TenantRef } from './api/system-console.ts';
import { type EmitOfTenant, labelsOfTenant, tenantLabels } from './parts/labels.ts';
import { HOUR, KINDS, planLimit } from './parts/plan-limit.ts';

const ofPlan = { from: [endpoints.tenantPlan] } as const;

const metrics = {
  info: gauge('palette_tenant_plan_info', 'The plan of a tenant.', {
    labels: [...tenantLabels, 'type'],
    per: 'tenant',
    ...ofPlan,
  }),
  start: gauge('palette_tenant_plan_start_timestamp_seconds', 'When the plan of a tenant began.', {
    labels: tenantLabels,
    per: 'tenant',
    ...ofPlan,
  }),
  expiry: gauge('palette_tenant_plan_expiry_timestamp_seconds', 'When the plan of a tenant ends.', {
    labels: tenantLabels,
    per: 'tenant',
    ...ofPlan,
  }),
  limit: gauge(
    'palette_tenant_plan_limit_cpu_core_seconds',
    'CPU core seconds that the plan of a tenant grants a month; no series for a plan without a limit.',
    { labels: [...tenantLabels, 'kind'], per: 'tenant x kind (2)', ...ofPlan },
  ),
  month: gauge(
    'palette_tenant_month_cpu_core_seconds',
    'CPU core seconds that were metered for a tenant this month.',
    { labels: [...tenantLabels, 'kind'], per: 'tenant x kind (2)', from: [endpoints.tenantMonthlyUsage] },
  ),
};

/** `v1Plan` (API reference, section 3.17) */
const tenantPlan = object({
  spec: part({
    type: member('Trial', 'MonthlyOnDemand', 'AnnualSubscription'),
    start: time,
    expiry: time,
    planLimit,
  }),
});

/** `v1PlanMonthlyUsages` */
const monthlyUsage = object({
  items: list(
    object({
      month: time,
      totalMonthlyUsage: part({ totalPureCpuCoreHours: number, totalAlloyCpuCoreHours: number }),
    }),
  ),
});

/** Plan and usage of tenants, one after the other. */
export const tenantPlans = defineItemCollector<SystemConsole<Reads<'tenants'>>, TenantRef>({
  name: 'tenant_plans',
  describes: 'Plan of each tenant and its usage of the month.',
  every: '1h',
  metrics,
  reads: [endpoints.tenantPlan, endpoints.tenantMonthlyUsage],
  items: ({ facts }) => facts.tenants,
  requests: ({ facts }) => facts.tenants.length * 2,
  async collect(system, emit, tenant) {
    const path = { tenantUid: tenant.uid };
    const now = new Date(system.now() * 1000).toISOString();
    const month = { startDate: `${now.slice(0, 7)}-01` };
    const [plan, monthly] = await available(
      system.get(endpoints.tenantPlan, tenantPlan, { path }),
      system.get(endpoints.tenantMonthlyUsage, monthlyUsage, { path, query: month }),
    );
    const of = emit.with(labelsOfTenant(tenant));
    if (plan) emitPlan(plan, of);
    const last = newestBy(monthly?.items ?? [], (item) => item.month)?.totalMonthlyUsage;
    of(metrics.month, last && last.totalPureCpuCoreHours * HOUR, { kind: 'pure' });
    of(metrics.month, last && last.totalAlloyCpuCoreHours * HOUR, { kind: 'alloy' });
  },
});

function emitPlan({ spec }: z.output<typeof tenantPlan>, of: EmitOfTenant): void {
  if (spec.type) of(metrics.info, 1, { type: spec.type });
  of(metrics.start, spec.start);
  of(metrics.expiry, spec.expiry);
  if (spec.planLimit.isUnlimited || spec.planLimit.isOnDemand) return;
  for (const kind of KINDS) of(metrics.limit, spec.planLimit[kind].cpuCoreHours * HOUR, { kind });
}

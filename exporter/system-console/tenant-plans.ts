import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import type { Emit } from '../collection/emit.ts';
import { gauge } from '../collection/metric.ts';
import { newestBy } from '../palette/newest.ts';
import { list, number, part, text, time } from '../wire.ts';
import { available } from './available.ts';
import type { SystemConsole, TenantRef } from './console.ts';
import { endpoints } from './endpoints.ts';
import { HOUR, KINDS, planLimit } from './plan-limit.ts';

const labels = ['tenant_uid', 'tenant'] as const;
const ofPlan = { from: [endpoints.tenantPlan] } as const;
const ofHour = { from: [endpoints.tenantHourlyUsage] } as const;

const metrics = {
  info: gauge('palette_tenant_plan_info', 'The plan of a tenant.', {
    labels: [...labels, 'type'],
    per: 'tenant',
    ...ofPlan,
  }),
  start: gauge('palette_tenant_plan_start_timestamp_seconds', 'When the plan of a tenant began.', {
    labels,
    per: 'tenant',
    ...ofPlan,
  }),
  expiry: gauge('palette_tenant_plan_expiry_timestamp_seconds', 'When the plan of a tenant ends.', {
    labels,
    per: 'tenant',
    ...ofPlan,
  }),
  limit: gauge(
    'palette_tenant_plan_limit_cpu_core_seconds',
    'CPU core seconds that the plan of a tenant grants a month; no series for a plan without a limit.',
    { labels: [...labels, 'kind'], per: 'tenant x kind (2)', ...ofPlan },
  ),
  cores: gauge(
    'palette_tenant_metered_cpu_cores',
    'CPU cores that were metered for a tenant in the last full hour, on average.',
    { labels: [...labels, 'kind'], per: 'tenant x kind (2)', ...ofHour },
  ),
  projectCores: gauge(
    'palette_tenant_project_metered_cpu_cores',
    'CPU cores that were metered for a project of a tenant in the last full hour, on average.',
    {
      labels: [...labels, 'project', 'project_uid', 'kind'],
      per: 'project of a tenant x kind (2)',
      ...ofHour,
    },
  ),
  month: gauge(
    'palette_tenant_month_cpu_core_seconds',
    'CPU core seconds that were metered for a tenant this month.',
    { labels: [...labels, 'kind'], per: 'tenant x kind (2)', from: [endpoints.tenantMonthlyUsage] },
  ),
};

/** `v1Plan` (API reference, section 3.17) */
const tenantPlan = z.object({ spec: part({ type: text, start: time, expiry: time, planLimit }) });

const totals = { totalPureCpuCoreHours: number, totalAlloyCpuCoreHours: number };

/** `v1PlanCpuCoreHoursUsages` */
const hourlyUsage = z.object({
  hourlyUsages: list(
    z.object({
      timestamp: time,
      ...totals,
      projects: list(
        z.object({
          project: part({ uid: text, name: text }),
          pureCpuCoreHours: number,
          alloyCpuCoreHours: number,
        }),
      ),
    }),
  ),
});

/** `v1PlanMonthlyUsages` */
const monthlyUsage = z.object({ items: list(z.object({ month: time, totalMonthlyUsage: part(totals) })) });

/** Plan and usage of tenants, one after the other. */
export const tenantPlans = defineItemCollector<SystemConsole, TenantRef>({
  name: 'tenant_plans',
  describes: 'Plan of each tenant, the cores metered in the last hour, and the usage of the month.',
  every: '1h',
  metrics,
  reads: [endpoints.tenantPlan, endpoints.tenantHourlyUsage, endpoints.tenantMonthlyUsage],
  items: ({ facts }) => facts.tenants,
  requests: ({ facts }) => facts.tenants.length * 3,
  async collect(system, emit, { uid, name }) {
    const path = { tenantUid: uid };
    const now = system.now();
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    const hours = { startTime: iso(now - 3 * HOUR), endTime: iso(now) };
    const month = { startDate: `${iso(now).slice(0, 7)}-01` };
    const [plan, hourly, monthly] = await available(
      system.get(endpoints.tenantPlan, tenantPlan, { path }),
      system.get(endpoints.tenantHourlyUsage, hourlyUsage, { path, query: hours }),
      system.get(endpoints.tenantMonthlyUsage, monthlyUsage, { path, query: month }),
    );
    const of = emit.with({ tenant_uid: uid, tenant: name });
    if (plan) emitPlan(plan, of);
    if (hourly) emitHour(hourly, now, of);
    const last = newestBy(monthly?.items ?? [], (item) => item.month)?.totalMonthlyUsage;
    of(metrics.month, last && last.totalPureCpuCoreHours * HOUR, { kind: 'pure' });
    of(metrics.month, last && last.totalAlloyCpuCoreHours * HOUR, { kind: 'alloy' });
  },
});

type EmitOfTenant = Emit<(typeof labels)[number]>;

function emitPlan({ spec }: z.output<typeof tenantPlan>, of: EmitOfTenant): void {
  if (spec.type) of(metrics.info, 1, { type: spec.type });
  of(metrics.start, spec.start);
  of(metrics.expiry, spec.expiry);
  if (spec.planLimit.isUnlimited || spec.planLimit.isOnDemand) return;
  for (const kind of KINDS) of(metrics.limit, spec.planLimit[kind].cpuCoreHours * HOUR, { kind });
}

/** The hours of one hour are the cores of it. The hour that is not over yet would look like a drop. */
function emitHour({ hourlyUsages }: z.output<typeof hourlyUsage>, now: number, of: EmitOfTenant): void {
  const full = hourlyUsages.filter(({ timestamp }) => timestamp !== undefined && timestamp <= now - HOUR);
  const last = newestBy(full, ({ timestamp }) => timestamp);
  if (last === undefined) return;
  of(metrics.cores, last.totalPureCpuCoreHours, { kind: 'pure' });
  of(metrics.cores, last.totalAlloyCpuCoreHours, { kind: 'alloy' });
  for (const { project, pureCpuCoreHours, alloyCpuCoreHours } of last.projects) {
    const labelsOfProject = { project: project.name, project_uid: project.uid };
    of(metrics.projectCores, pureCpuCoreHours, { ...labelsOfProject, kind: 'pure' });
    of(metrics.projectCores, alloyCpuCoreHours, { ...labelsOfProject, kind: 'alloy' });
  }
}

import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { newestBy } from '../sources/newest-by.ts';
import { list, number, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Reads, SystemConsole, TenantRef } from './api/system-console.ts';
import { labelsOfTenant, tenantLabels } from './parts/labels.ts';
import { HOUR } from './parts/plan-limit.ts';

const metrics = {
  cores: gauge(
    'palette_tenant_metered_cpu_cores',
    'CPU cores that were metered for a tenant in the last full hour, on average.',
    { labels: [...tenantLabels, 'kind'], per: 'tenant x kind (2)' },
  ),
  projectCores: gauge(
    'palette_tenant_project_metered_cpu_cores',
    'CPU cores that were metered for a project of a tenant in the last full hour, on average.',
    {
      labels: [...tenantLabels, 'project', 'project_uid', 'kind'],
      per: 'project of a tenant x kind (2)',
    },
  ),
};

/** `v1PlanCpuCoreHoursUsages` (API reference, section 3.17) */
const hourlyUsage = object({
  hourlyUsages: list(
    object({
      timestamp: time,
      totalPureCpuCoreHours: number,
      totalAlloyCpuCoreHours: number,
      projects: list(
        object({
          project: part({ uid: text, name: text }),
          pureCpuCoreHours: number,
          alloyCpuCoreHours: number,
        }),
      ),
    }),
  ),
});

/** Usage of tenants in the last hour, one tenant after the other. */
export const tenantUsage = defineItemCollector<SystemConsole<Reads<'tenants'>>, TenantRef>({
  name: 'tenant_usage',
  describes: 'CPU cores metered for each tenant and its projects in the last hour.',
  every: '1h',
  optional: true,
  metrics,
  reads: [endpoints.tenantHourlyUsage],
  items: ({ facts }) => facts.tenants,
  async collect(system, emit, tenant) {
    const now = system.now();
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
    const { hourlyUsages } = await system.get(endpoints.tenantHourlyUsage, hourlyUsage, {
      path: { tenantUid: tenant.uid },
      query: { startTime: iso(now - 3 * HOUR), endTime: iso(now) },
    });
    const of = emit.with(labelsOfTenant(tenant));
    // The hours of one hour are the cores of it. The hour that is not over yet would look like a drop.
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
  },
});

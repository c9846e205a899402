import { notFound } from '../../error-answer.ts';
import { slice, struct, time } from '../../go-json.ts';
import { coresOf } from '../../world/model/cluster.ts';
import type { Tenant } from '../../world/model/platform.ts';
import type { Project } from '../../world/model/project.ts';
import { DAY, HOUR } from '../../world/model/time-units.ts';
import type { World } from '../../world/model/world.ts';
import { page } from '../paging.ts';
import { get, type PaletteRequest, type Route, recent } from '../palette-route.ts';
import { objectMeta, reference } from '../parts/object-meta.ts';

/** Tenants with plan and usage, for the system console (API reference, section 3.17). */
export const tenantRoutes: readonly Route[] = [
  get('/v1/tenants', 'system', ({ world, query }) => page(world.tenants, query, tenant)),
  get('/v1/tenants/{tenantUid}/plan', 'system', (request) => plan(findTenant(request))),
  get('/v1/tenants/{tenantUid}/usage/cpuCoreHours', 'system', (request) => {
    const found = findTenant(request);
    const hour = Math.floor(request.now / HOUR) * HOUR;
    const hours = [hour - 2 * HOUR, hour - HOUR, hour];
    return struct({ hourlyUsages: hours.map((at) => usage(request.world, found, at, 1)) });
  }),
  get('/v1/tenants/{tenantUid}/plans/usage/monthly', 'system', (request) => {
    const found = findTenant(request);
    const day = Math.floor(request.now / DAY) * DAY;
    const month = Date.UTC(new Date(day).getUTCFullYear(), new Date(day).getUTCMonth(), 1);
    return struct({ items: [monthlyUsage(request.world, found, month, day)] });
  }),
].map(recent);

function findTenant({ world, params }: PaletteRequest): Tenant {
  const found = world.tenants.find(({ uid }) => uid === params.tenantUid);
  if (found === undefined) throw notFound('tenant', params.tenantUid ?? '');
  return found;
}

/** `v1Tenant` */
function tenant(one: Tenant) {
  return struct({
    metadata: objectMeta(one),
    spec: struct({
      orgName: one.name,
      orgEmailId: one.email,
      authType: 'password',
      defaultLoginMode: 'devops',
      planUid: one.plan.uid,
    }),
    status: struct({}, { isActive: one.isActive, toBeDeleted: one.isToBeDeleted }),
  });
}

/** `v1Plan` */
function plan({ plan: { uid, type, startsAt, expiresAt, coreHours } }: Tenant) {
  return struct({
    metadata: objectMeta({ uid, name: type, createdAt: startsAt }),
    spec: struct(
      { planLimit: planLimit(coreHours), freeCredits: null, slaCredits: null },
      { type, start: time(startsAt), expiry: time(expiresAt) },
    ),
    status: struct({ changeLogs: null }),
  });
}

/** `v1PlanLimit` */
function planLimit(coreHours: number) {
  const limit = (cpuCoreHours: number) =>
    struct({}, { cpuCoreHours, overageLimitPercentage: 20, warnLimitPercentage: 80 });
  return struct({ pure: limit(coreHours), alloy: limit(0) }, { isOnDemand: false, isUnlimited: false });
}

/** `v1PlanMonthlyUsage`, day by day up to today. */
function monthlyUsage(world: World, found: Tenant, month: number, today: number) {
  const days = Array.from({ length: (today - month) / DAY + 1 }, (_, index) => month + index * DAY);
  const { projects, totalPureCpuCoreHours = 0 } = usage(world, found, today, days.length * 24);
  return struct({
    month: time(month),
    planType: found.plan.type,
    planUid: found.plan.uid,
    planLimit: planLimit(found.plan.coreHours),
    dailyUsages: days.map((day) => usage(world, found, day, 24)),
    totalMonthlyUsage: struct({ projects }, { totalPureCpuCoreHours, totalAlloyCpuCoreHours: 0 }),
  });
}

/** `v1ResourceUsage` of so many hours. */
function usage(world: World, { cores }: Tenant, at: number, hours: number) {
  const byProject = cores === undefined ? projectCores(world) : [];
  const total = cores ?? byProject.reduce((sum, [, count]) => sum + count, 0);
  return struct(
    {
      timestamp: time(at),
      projects: slice(byProject, ([project, count]) =>
        struct({ project: reference(project) }, { pureCpuCoreHours: count * hours, alloyCpuCoreHours: 0 }),
      ),
    },
    { totalPureCpuCoreHours: total * hours, totalAlloyCpuCoreHours: 0 },
  );
}

function projectCores(world: World): [Project, number][] {
  return world.projects.map((project) => [
    project,
    world.clusters
      .filter((cluster) => cluster.project === project)
      .reduce((sum, cluster) => sum + coresOf(cluster), 0),
  ]);
}

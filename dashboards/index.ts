import { alertSettings } from '../alerts/kit/alert-settings.ts';
import { appliance } from './appliance.ts';
import { oneCluster } from './cluster.ts';
import { clusters } from './clusters.ts';
import { hosts } from './hosts.ts';
import type { Dashboard, DashboardInput } from './kit/dashboard.ts';
import { SCRAPED_SOURCES } from './kit/dashboard-settings.ts';
import { withoutSources } from './kit/scraped-sources.ts';
import { truthful } from './kit/truthful.ts';
import { monitoring } from './monitoring.ts';
import { overview } from './overview.ts';
import { rollouts } from './rollouts.ts';
import { storage } from './storage.ts';
import { system } from './system.ts';
import { virtualMachines } from './virtual-machines.ts';

/** All dashboards, in the order of the folder. */
export function dashboardsFor(site: DashboardInput): readonly Dashboard[] {
  return [
    overview,
    clusters,
    oneCluster,
    rollouts,
    hosts,
    virtualMachines,
    storage,
    appliance,
    system,
    monitoring,
  ].map((describe) => truthful(withoutSources(describe(site), site.sources)));
}

/** As they are with the default settings, for whoever needs their names. */
export const dashboards: readonly Dashboard[] = dashboardsFor({
  settings: alertSettings.parse({}),
  sources: SCRAPED_SOURCES,
  whomToCall: '',
  firstCalls: {},
  contactGaps: '',
});

import type { Item } from '../collection/collector.ts';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { object, toldText } from '../sources/wire.ts';
import { derived } from './api/derived.ts';
import { endpoints } from './api/endpoints.ts';
import { type ProjectRef, projectsInUse, type Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { projectLabels } from './parts/labels.ts';

const metrics = {
  paused: gauge(
    'palette_agent_upgrade_paused',
    'Whether upgrades of the agents are paused for the tenant or a project; clusters can pause them too, and any pause holds.',
    { labels: ['scope', ...projectLabels], per: 'project, and the tenant' },
  ),
};

/** `v1ClusterUpgradeSettingsEntity` */
const upgradeSettings = object({ spectroComponents: toldText });

/** The tenant, or one of its projects. */
interface Scope extends Item {
  readonly scope: 'tenant' | 'project';
  readonly uid: string | undefined;
  readonly name: string | undefined;
}

const tenant: Scope = { key: 'tenant', version: '', scope: 'tenant', uid: undefined, name: undefined };

type Known = Reads<'projects' | 'clusters'>;

/** Whether the upgrades of the agents are paused. The endpoint answers for the scope of the call, one at a time. */
export const agentUpgrades = defineItemCollector<Palette<Known>, Scope>({
  name: 'agent_upgrades',
  describes: 'Whether agent upgrades are paused for the tenant or a project with clusters.',
  every: '30m',
  metrics,
  reads: [endpoints.agentUpgradeSettings],
  items: ({ fleet }) => scopesOf(projectsInUse(fleet)),
  async collect(palette, emit, { scope, uid, name }) {
    const { spectroComponents } = await palette.get(endpoints.agentUpgradeSettings, upgradeSettings, {
      project: uid,
    });
    const isPaused = spectroComponents === undefined ? undefined : spectroComponents.toLowerCase() === 'lock';
    emit(metrics.paused, isPaused, { scope, project: name, project_uid: uid });
  },
});

const scopesOf = derived((projects: readonly ProjectRef[]): readonly Scope[] => [
  tenant,
  ...projects.map((project) => ({ ...project, scope: 'project' as const })),
]);

import { configuredSources } from '../../../exporter/simulator/configured-sources.ts';
import type { Simulator } from '../../../exporter/simulator/simulator.ts';
import { nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { answering, cluster, fault, type Stories, together } from './story.ts';

export const exporterStories: Stories = {
  'a list says that it has more rows than it hands out': {
    change: answering('/v1/dashboard/edgehosts/search', (body: { listmeta: { count: number } }) => {
      body.listmeta.count += 2;
    }),
    step: '20m',
    lasts: '45m',
    heals: '20m',
    fires: ['PaletteExporterListIncomplete'],
  },
  'a project that the configuration names is gone': {
    setup: {
      config: ({ palette: { url, apiKey } }) => ({
        palette: [{ name: 'pma', url, apiKey, budgetShare: 1, projects: ['Assembly', 'Default'] }],
      }),
    },
    change: (world) => {
      world.projects = world.projects.filter(({ name }) => name !== 'Default');
    },
    step: '20m',
    lasts: '45m',
    heals: '20m',
    fires: ['PaletteExporterProjectUnread'],
  },
  'a collector is refused, another is limited': {
    setup: { config: { collectors: { users: { every: '5m' } } } },
    change: together(fault('/v1/apiKeys', 403), fault('/v1/users/summary', 429)),
    step: '10m',
    lasts: '1h10m',
    heals: '1h20m',
    fires: [
      'PaletteExporterForbidden',
      'PaletteExporterRateLimited',
      'PaletteExporterDataStale',
      'PaletteExporterCollectorFailing',
    ],
  },
  'a collector has failed since the exporter was started': {
    setup: {
      config: ({ faults }) => {
        faults.push({ server: 'palette', match: '/v1/apiKeys', kind: { status: 500 } });
        return {};
      },
    },
    step: '30m',
    lasts: '1h10m',
    heals: '1h15m',
    fires: ['PaletteExporterNoData', 'PaletteExporterCollectorFailing'],
  },
  'the exporter may not read one of the clusters': {
    setup: {
      simulator: { clusters: 3, hosts: 10 },
      config: { collectors: { certificates: { every: '30m', maxAge: '1h' } } },
    },
    change: cluster(({ uid }, _world, _now, { simulator: { faults } }) => {
      const match = (path: string) => path === `/v1/spectroclusters/${uid}/k8certificates`;
      faults.push({ server: 'palette', match, kind: { status: 403 } });
    }),
    step: '1h',
    lasts: '2h',
    heals: '20m',
    fires: ['PaletteExporterItemsLost'],
  },
  'a Palette is taken out of the configuration': {
    change: (_world, _now, { exporter, simulator }) => {
      const { localUi } = configuredSources(simulator, 'pma');
      return exporter.reconfigure(JSON.stringify({ localUi }));
    },
    step: '5m',
    lasts: '20m',
    heals: '4m',
    fires: ['PaletteSourceVanished'],
    outlasts: ['PaletteSourceVanished'],
  },
  'Palette answers with a value of another type, and with a state that nobody knows': {
    change: cluster((main) => {
      Object.assign(nodeOf(main, 0).host, { agentVersion: 5, hostType: 'hovercraft' });
    }),
    step: '30m',
    lasts: '2h20m',
    heals: '1h',
    fires: ['PaletteExporterRowsDropped', 'PaletteExporterUnknownState'],
  },
  'the exporter shares its work with another one that is not there': {
    setup: { config: (simulator) => alone(simulator) },
    change: (_world, _now, { exporter, simulator }) =>
      exporter.reconfigure(JSON.stringify({ ...alone(simulator), shard: { index: 0, of: 2 } })),
    mend: (_world, _now, { exporter, simulator }) => exporter.reconfigure(JSON.stringify(alone(simulator))),
    step: '5m',
    lasts: '14m',
    heals: '4m',
    fires: ['PaletteExporterShardAbsent'],
  },
  'the exporter is gone': {
    change: (_world, _now, { exporter }) => exporter.leave(),
    step: '5m',
    lasts: '14m',
    heals: '4m',
    fires: ['PaletteExporterAbsent'],
    outlasts: ['PaletteExporterAbsent'],
  },
  'a new configuration of the exporter is wrong': {
    change: (_world, _now, { exporter }) => exporter.reconfigure('palette: nowhere'),
    step: '3m',
    lasts: '7m',
    heals: '2m',
    fires: ['PaletteExporterReloadFailed'],
    outlasts: ['PaletteExporterReloadFailed'],
  },
};

/** A Palette alone, whose console another exporter reads. */
function alone({ palette: { url, apiKey } }: Simulator) {
  return { palette: [{ name: 'pma', url, apiKey, budgetShare: 1 }], localUi: [] };
}

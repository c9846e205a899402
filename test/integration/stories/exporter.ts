import { nodeOf } from '../../../exporter/simulator/world/changes/actors.ts';
import { cluster, fault, type Stories, together } from './story.ts';

export const exporterStories: Stories = {
  'a collector is refused, another is limited': {
    change: together(fault('/v1/apiKeys', 403), fault('/v1/users/summary', 429)),
    pace: '5m',
    fires: ['PaletteExporterForbidden', 'PaletteExporterRateLimited', 'PaletteExporterDataStale'],
  },
  'a collector has failed since the exporter was started': {
    setup: {
      config: ({ faults }) => {
        faults.push({ server: 'palette', match: '/v1/apiKeys', kind: { status: 500 } });
        return {};
      },
    },
    pace: '5m',
    fires: ['PaletteExporterNoData'],
    quiet: ['PaletteExporterDataStale', 'PaletteExporterForbidden'],
  },
  'the exporter may not read one of the clusters': {
    setup: { simulator: { clusters: 3, hosts: 10 } },
    change: cluster(({ uid }, _world, _now, { simulator: { faults } }) => {
      const match = (path: string) => path === `/v1/spectroclusters/${uid}/k8certificates`;
      faults.push({ server: 'palette', match, kind: { status: 403 } });
    }),
    pace: '15m',
    fires: ['PaletteExporterItemsLost'],
    quiet: ['PaletteExporterForbidden', 'PaletteExporterNoData'],
  },
  'a Palette is taken out of the configuration': {
    change: (_world, _now, { exporter, simulator: { localUi } }) => {
      const hosts = localUi.map(({ pinSha256, ...host }) => ({ ...host, tls: { pinSha256 } }));
      return exporter.reconfigure(JSON.stringify({ localUi: hosts }));
    },
    pace: '1m',
    fires: ['PaletteSourceVanished'],
    quiet: ['PaletteExporterAbsent'],
  },
  'Palette lists a node twice': {
    change: cluster((main) => {
      const [pool] = main.pools;
      const node = nodeOf(main, 0);
      pool?.machines.push({ ...node, uid: 'the-same-again' });
    }),
    pace: '15m',
    fires: ['PaletteExporterRowsDropped'],
  },
  'the exporter is gone': {
    change: (_world, _now, { exporter }) => exporter.leave(),
    pace: '1m',
    fires: ['PaletteExporterAbsent'],
  },
  'a new configuration of the exporter is wrong': {
    change: (_world, _now, { exporter }) => exporter.reconfigure('palette: nowhere'),
    pace: '30s',
    fires: ['PaletteExporterReloadFailed'],
  },
};

import { nodeOf } from '../../../exporter/simulator/scenarios/actors.ts';
import { cluster, fault, type Stories, together } from './story.ts';

export const exporterStories: Stories = {
  'a collector is refused, another is limited': {
    change: together(fault('/v1/apiKeys', 403), fault('/v1/users/summary', 429)),
    pace: '5m',
    fires: ['PaletteExporterForbidden', 'PaletteExporterRateLimited', 'PaletteExporterDataStale'],
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

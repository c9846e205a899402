import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = ['palette', 'cluster_uid', 'cluster_name', 'project'];
const labels = { palette: 'pma', cluster_uid: 'c1', cluster_name: 'edge-1', project: 'Default' };
const series =
  'palette_cluster_update_available{palette="pma",cluster_uid="c1",cluster_name="edge-1",project="Default"}';

export const paletteProfileUpdatePending = defineAlert({
  name: 'PaletteProfileUpdatePending',
  component: 'profile',
  severity: 'warning',
  // The short window bridges a restart of the exporter, which would else start the three days again.
  expr: (settings) =>
    `${maxBy(settings, identity, `max_over_time(${ours(settings, 'palette_cluster_update_available')}[15m])`)} == 1`,
  for: '3d',
  summary: 'A profile update has been waiting for a cluster for days.',
  description:
    'Cluster {{ $labels.cluster_name }} of project {{ $labels.project }} has a profile update waiting.',
  runbook: {
    meaning: 'A profile that the cluster uses has changed, and the cluster has not taken the change over.',
    impact:
      'The cluster runs older packs than its profile says: fixes are missing, and the next change carries this one along.',
    diagnosis: `1. Tenant console, the project, **Clusters**, the cluster: **Updates available** lists what would change.
2. Does the change need a repave (nodes are rebuilt one after the other)? The review says so.
3. Is the update held back on purpose, by a maintenance window or an agent upgrade that is paused
   (**Settings > Platform settings**)?`,
    mitigation:
      'Review and apply the update in a maintenance window. If it is to wait, silence this alert until the window.',
  },
  dashboard: 'palette-overview',
  console: 'cluster',
  identity,
  tests: {
    interval: '5m',
    firing: {
      series: { [series]: '1x1000' },
      at: '73h',
      labels,
      description: 'Cluster edge-1 of project Default has a profile update waiting.',
    },
    quiet: { series: { [series]: '1x1000' }, at: '71h' },
    resolved: { series: { [series]: '1x900 0x100' }, at: '76h' },
  },
});

export const profileAlerts = [paletteProfileUpdatePending];

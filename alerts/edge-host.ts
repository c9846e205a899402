import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const host = ['palette', 'edge_host_uid', 'edge_host_name', 'project'];
const cluster = ['cluster_uid', 'cluster_name'];
const labels = {
  palette: 'pma',
  edge_host_uid: 'host-1',
  edge_host_name: 'rack1-node1',
  project: 'Default',
  cluster_uid: 'c1',
  cluster_name: 'edge-1',
};
const ofHost = 'palette="pma",edge_host_uid="host-1",edge_host_name="rack1-node1",project="Default"';
const inCluster = {
  [`palette_edge_host_in_cluster{${ofHost},cluster_uid="c1",cluster_name="edge-1"}`]: '1x60',
};

export const paletteEdgeHostUnhealthy = defineAlert({
  name: 'PaletteEdgeHostUnhealthy',
  component: 'edge-host',
  severity: 'critical',
  expr: (settings) => {
    const healthy = maxBy(settings, host, ours(settings, 'palette_edge_host_healthy'));
    const used = `max by (palette, edge_host_uid, ${cluster.join(', ')}) (${ours(settings, 'palette_edge_host_in_cluster')})`;
    return `${healthy} * on (palette, edge_host_uid) group_left (${cluster.join(', ')}) ${used} == 0`;
  },
  for: '5m',
  summary: 'An edge host that a cluster uses is unhealthy.',
  description: 'Edge host {{ $labels.edge_host_name }} of cluster {{ $labels.cluster_name }} is unhealthy.',
  runbook: {
    meaning:
      'The agent on this host has stopped reporting to Palette: the host is off, has lost its network, or the agent ' +
      'does not run.',
    impact:
      'The node on this host is lost or no longer under control of Palette. Alerts about that node are muted while ' +
      'this one fires.',
    diagnosis: `1. \`ping <host>\`, then Local UI \`https://<host>:5080\`.
2. No answer: look at the power state and the console of the server through its management board (iDRAC, iLO, BMC).
3. It answers: \`journalctl -u stylus-agent --since -1h\` on the host. Can it reach Palette
   (\`curl -sI https://<palette>/\`)?
4. Did it boot the recovery or passive system? Local UI shows it; on the host \`cat /proc/cmdline\`.`,
    mitigation:
      'Power the host on, or repair its network. If only the agent is down, `systemctl restart stylus-agent`. A host ' +
      'that does not come back is replaced: remove it from its pool and add the spare host.',
  },
  dashboard: 'palette-overview',
  console: 'edgeHost',
  identity: [...host, ...cluster],
  tests: {
    firing: {
      series: { [`palette_edge_host_healthy{${ofHost}}`]: '1x4 0x30', ...inCluster },
      at: '11m',
      labels,
      description: 'Edge host rack1-node1 of cluster edge-1 is unhealthy.',
    },
    quiet: {
      // A spare host may be switched off.
      series: { [`palette_edge_host_healthy{${ofHost}}`]: '1x4 0x30' },
      at: '20m',
    },
    resolved: {
      series: { [`palette_edge_host_healthy{${ofHost}}`]: '1x4 0x12 1x20', ...inCluster },
      at: '20m',
    },
  },
});

export const edgeHostAlerts = [paletteEdgeHostUnhealthy];

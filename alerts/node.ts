import { defineAlert } from './alert.ts';
import { maxBy, ours } from './promql.ts';

const identity = [
  'palette',
  'cluster_uid',
  'cluster_name',
  'project',
  'machine_pool',
  'node',
  'edge_host_uid',
];
const labels = {
  palette: 'pma',
  cluster_uid: 'c1',
  cluster_name: 'edge-1',
  project: 'Default',
  machine_pool: 'control-plane',
  node: 'node-1',
  edge_host_uid: 'host-1',
};
const series = `palette_node_ready{${Object.entries(labels)
  .map(([name, value]) => `${name}="${value}"`)
  .join(',')}}`;

export const paletteNodeNotReady = defineAlert({
  name: 'PaletteNodeNotReady',
  component: 'node',
  severity: 'critical',
  expr: (settings) => `${maxBy(settings, identity, ours(settings, 'palette_node_ready'))} == 0`,
  for: '10m',
  summary: 'A node of a cluster is not ready.',
  description:
    'Node {{ $labels.node }} (pool {{ $labels.machine_pool }}) of cluster {{ $labels.cluster_name }} is not ready.',
  runbook: {
    meaning:
      'Palette reports that Kubernetes on this node is not ready, or that the node has stopped reporting.',
    impact:
      'Pods of the node are moved after five minutes where that is possible. Another lost control plane node of three ' +
      'stops the Kubernetes API; another lost storage node may stop volumes.',
    diagnosis: `1. \`kubectl describe node <node>\`: which condition is false, and since when?
2. Is the host itself up? Tenant console, **Clusters > Edge Hosts**, or Local UI of the host (port 5080).
3. On the host: \`systemctl status kubelet containerd\`, \`journalctl -u kubelet --since -30m\`, \`df -h\`.
4. Was the node cordoned for an upgrade? \`kubectl get node <node> -o jsonpath='{.spec.unschedulable}'\``,
    mitigation:
      'Restart the kubelet or free disk space when that is the cause; else reboot the host, one node at a time and only ' +
      'while the other control plane nodes are ready. Before a node with Portworx is rebooted, `pxctl status` on ' +
      'another node must show quorum.',
  },
  dashboard: 'palette-overview',
  console: 'cluster',
  identity,
  tests: {
    firing: {
      series: { [series]: '1x4 0x30' },
      at: '16m',
      labels,
      description: 'Node node-1 (pool control-plane) of cluster edge-1 is not ready.',
    },
    quiet: { series: { [series]: '1x4 0x30' }, at: '14m' },
    resolved: { series: { [series]: '1x4 0x20 1x10' }, at: '28m' },
  },
});

export const nodeAlerts = [paletteNodeNotReady];

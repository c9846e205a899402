import type { Alert } from './alert.ts';
import type { Component } from './components.ts';

/**
 * One line of the topology: while `source` fires, what lies behind it stays silent. `equal` names labels that the
 * source always carries; Alertmanager takes a label that both sides lack for equal, so a source without it would mute
 * everything.
 */
export interface Inhibition {
  readonly why: string;
  readonly source: string;
  readonly targets: Targets;
  readonly equal: readonly [string, ...string[]];
}

/**
 * Alert names, also of those that we rely on; or all alerts of some components that carry the labels and are not excepted.
 */
export type Targets =
  | { readonly alerts: readonly string[] }
  | { readonly components: readonly Component[]; readonly except?: readonly string[] };

const NODE_DOWN = [
  'PaletteNodeNotReady',
  'PaletteNodeUnhealthy',
  'PaletteNodeHeartbeatOld',
  'PaletteNodeInstanceFailed',
];

/** What a cluster tells about itself when it lacks a node, whatever took that node away. */
const CLUSTER_LACKS_NODE = [
  'PaletteClusterUnhealthy',
  'PaletteClusterConditionFalse',
  'PaletteClusterQuorumAtRisk',
];

const topology: readonly Inhibition[] = [
  {
    why: 'Palette is down: what it reports about its clusters and hosts is old.',
    source: 'PalettePlatformUnreachable',
    targets: {
      components: ['cluster', 'profile', 'node', 'edge-host', 'os', 'registry', 'licence', 'virtual-machine'],
      except: ['PaletteClusterDeleting', 'PaletteNodeInMaintenance'],
    },
    equal: ['palette'],
  },
  {
    why: 'Palette is down: so is its system console.',
    source: 'PalettePlatformUnreachable',
    targets: { alerts: ['PaletteSystemConsoleDown', 'PaletteSystemNotReady'] },
    equal: ['palette'],
  },
  {
    why: 'The appliance is being upgraded, as Local UI sees: Palette is away on purpose.',
    source: 'PaletteApplianceUpgrading',
    targets: {
      alerts: ['PalettePlatformUnreachable', 'PaletteSystemConsoleDown', 'PaletteSystemNotReady'],
    },
    equal: ['palette'],
  },
  {
    why: 'The host is down: so is its node.',
    source: 'PaletteEdgeHostUnhealthy',
    targets: { alerts: NODE_DOWN },
    equal: ['palette', 'edge_host_uid'],
  },
  {
    why: 'A node is down: that is why its cluster is unhealthy and cannot lose another.',
    source: 'PaletteNodeNotReady',
    targets: { alerts: CLUSTER_LACKS_NODE },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'A host is down: that is why its cluster is unhealthy and cannot lose another.',
    source: 'PaletteEdgeHostUnhealthy',
    targets: { alerts: CLUSTER_LACKS_NODE },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'A node is down: its virtual machines start on others, where there is room.',
    source: 'PaletteNodeNotReady',
    targets: { alerts: ['PaletteVirtualMachineDown', 'PaletteVirtualMachineMigrationStuck'] },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'Nothing is heard of the cluster: what is known about its virtual machines is old.',
    source: 'PaletteClusterHeartbeatLost',
    targets: { components: ['virtual-machine'] },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'Nothing is heard of the cluster: what is known about it and its nodes is old.',
    source: 'PaletteClusterHeartbeatLost',
    targets: {
      alerts: [
        ...NODE_DOWN,
        'PaletteClusterUnhealthy',
        'PaletteClusterConditionFalse',
        'PalettePackNotReady',
        'PaletteProfileNotApplied',
      ],
    },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'The cluster is being deleted: its nodes go down one after the other.',
    source: 'PaletteClusterDeleting',
    targets: {
      components: ['cluster', 'profile', 'node', 'edge-host', 'backup'],
      except: ['PaletteClusterDeleting', 'PaletteClusterDeletionStuck', 'PaletteNodeInMaintenance'],
    },
    equal: ['palette', 'cluster_uid'],
  },
  {
    why: 'The node is in maintenance: it may be down.',
    source: 'PaletteNodeInMaintenance',
    targets: { alerts: [...NODE_DOWN, 'PaletteEdgeHostUnhealthy'] },
    equal: ['palette', 'edge_host_uid'],
  },
  {
    why: 'The upgrade of a node failed: to the stack its job is one like any other, and others are told.',
    source: 'PaletteUpgradeJobFailed',
    targets: { alerts: ['KubeJobFailed'] },
    // Not the cluster: the stack may call it otherwise, and each upgrade that fails has an alert of its own.
    equal: ['job_name', 'namespace'],
  },
];

/** The urgent form of an alert speaks for the other one. */
const urgent: readonly (readonly [source: string, target: string, ...equal: [string, ...string[]]])[] = [
  ['PaletteClusterQuorumLost', 'PaletteClusterQuorumAtRisk', 'palette', 'cluster_uid'],
  ['PaletteClusterFastBurn', 'PaletteClusterSlowBurn', 'palette', 'project'],
  ['PaletteEdgeHostFastBurn', 'PaletteEdgeHostSlowBurn', 'palette', 'project'],
  ['PalettePlatformFastBurn', 'PalettePlatformSlowBurn', 'palette'],
  [
    'PaletteEdgeHostPartitionFull',
    'PaletteEdgeHostPartitionFilling',
    'palette',
    'edge_host_uid',
    'mountpoint',
  ],
  ['PaletteClusterCertUrgent', 'PaletteClusterCertExpiring', 'palette', 'cluster_uid'],
  ['PaletteTlsUrgent', 'PaletteTlsExpiring', 'palette'],
  ['PaletteOwnKeyUrgent', 'PaletteOwnKeyExpiring', 'palette'],
  ['PaletteLocalRegistryFull', 'PaletteLocalRegistryFilling', 'cluster_uid'],
  ['PortworxPoolFull', 'PortworxPoolFilling', 'cluster', 'node', 'pool'],
  ['PortworxLicenceExpired', 'PortworxLicenceExpiring', 'cluster'],
];

export const inhibitions: readonly Inhibition[] = [
  ...topology,
  ...urgent.map(
    ([source, target, ...equal]): Inhibition => ({
      why: `${source} says it already.`,
      source,
      targets: { alerts: [target] },
      equal,
    }),
  ),
];

/** The names of the alerts that an inhibition mutes. */
export function mutedBy({ source, targets, equal }: Inhibition, alerts: readonly Alert[]): readonly string[] {
  if ('alerts' in targets) return targets.alerts;
  const { components, except = [] } = targets;
  return alerts
    .filter(
      ({ component, identity }) =>
        components.includes(component) && equal.every((label) => identity.includes(label)),
    )
    .map(({ name }) => name)
    .filter((name) => name !== source && !except.includes(name));
}

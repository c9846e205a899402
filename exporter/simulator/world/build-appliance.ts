import type { Appliance, ApplianceHost, LocalCluster, LocalPack, LocalProfile } from './appliance.ts';
import { createDisks, macAddress, UBUNTU } from './hardware.ts';
import type { Random } from './random.ts';
import { createSecret } from './secret.ts';
import { DAY, MINUTE } from './time.ts';

const PACKS: readonly (readonly [profile: string, version: string, layer: string, name: string])[] = [
  ['pma-infra', '2.1.0', 'os', 'edge-native-ubuntu'],
  ['pma-infra', '1.32.4', 'k8s', 'edge-k8s'],
  ['pma-infra', '3.29.3', 'cni', 'cni-calico'],
  ['pma-infra', '2.8.1', 'csi', 'csi-piraeus'],
  ['palette-mgmt', '2.1.8', 'addon', 'zot-registry'],
  ['palette-mgmt', '4.8.6', 'addon', 'palette-mgmt-plane'],
];

/** The Palette Management Appliance: three linked control plane hosts that run the management cluster. */
export function createAppliance(random: Random, now: number, agentVersion: string): Appliance {
  const createdAt = now - 240 * DAY;
  return {
    name: 'pma',
    managementMode: 'local',
    connectionMode: 'airgap',
    account: { username: 'monitor', password: createSecret(random) },
    hosts: [1, 2, 3].map((number) => createHost(random, number, createdAt, agentVersion)),
    cluster: createLocalCluster(random, createdAt, agentVersion),
  };
}

function createHost(random: Random, number: number, createdAt: number, agentVersion: string): ApplianceHost {
  return {
    id: `edge-${random.hex(32)}`,
    name: `pma-${number}`,
    ip: `192.0.2.${9 + number}`,
    mac: macAddress(random),
    createdAt,
    role: number === 1 ? 'init' : 'controlplane',
    agentVersion,
    reachable: true,
    healthy: true,
    cores: 16,
    memoryMb: 65_536,
    disks: createDisks(random),
    os: UBUNTU,
    secureBoot: true,
    contentSynced: true,
    configurationChange: 'Configured',
  };
}

function createLocalCluster(random: Random, createdAt: number, agentVersion: string): LocalCluster {
  const settledAt = createdAt + 90 * MINUTE;
  const types = ['BootstrappingAvailable', 'CloudInfrastructureReady', 'ClusterProfilesApplied'];
  return {
    id: random.uid(),
    name: 'palette-management',
    vip: '192.0.2.9',
    createdAt,
    modifiedAt: settledAt,
    state: 'Running',
    stateReason: '',
    health: { healthy: true, reason: '' },
    kubernetesVersion: '1.32.4',
    agentVersion,
    rebootPending: false,
    conditions: types.map((type) => ({
      type,
      status: 'True',
      reason: 'Done',
      message: '',
      changedAt: settledAt,
    })),
    profiles: createProfiles(random, settledAt),
  };
}

function createProfiles(random: Random, settledAt: number): LocalProfile[] {
  const profile = (name: string, type: LocalProfile['type']): LocalProfile => ({
    uid: random.uid(),
    name,
    version: '4.8.6',
    type,
    packs: PACKS.filter(([owner]) => owner === name).map(([, version, layer, pack]) =>
      createPack(pack, version, layer, settledAt),
    ),
  });
  return [profile('pma-infra', 'infra'), profile('palette-mgmt', 'add-on')];
}

function createPack(name: string, version: string, layer: string, settledAt: number): LocalPack {
  return {
    name,
    version,
    layer,
    status: 'Running',
    startedAt: settledAt - 5 * MINUTE,
    endedAt: settledAt,
    contents: [
      { kind: 'artifact', name: `spectro-packs/${name}:${version}`, synced: true },
      { kind: 'image', name: `spectro-images/${name}:v${version}`, synced: true },
    ],
  };
}

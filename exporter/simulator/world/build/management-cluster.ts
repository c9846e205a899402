import type { Condition } from '../model/condition.ts';
import type { LocalCluster, LocalPack, LocalProfile, LocalRegistry } from '../model/local-cluster.ts';
import { DAY, MINUTE } from '../model/time-units.ts';
import type { Random } from './seeded-random.ts';

const PACKS: readonly (readonly [profile: string, version: string, layer: string, name: string])[] = [
  ['pma-infra', '2.1.0', 'os', 'edge-native-ubuntu'],
  ['pma-infra', '1.32.4', 'k8s', 'edge-k8s'],
  ['pma-infra', '3.29.3', 'cni', 'cni-calico'],
  ['pma-infra', '2.8.1', 'csi', 'csi-piraeus'],
  ['palette-mgmt', '2.1.8', 'addon', 'zot-registry'],
  ['palette-mgmt', '4.8.6', 'addon', 'palette-mgmt-plane'],
];

const CONDITIONS = ['BootstrappingAvailable', 'CloudInfrastructureReady', 'ClusterProfilesApplied'];
/** Stages of a cluster's life in their order; the last one goes back to False while an update is applied. */
const STAGES = ['InfrastructureProvisioned', 'ControlPlaneReady', 'PacksInstalled', 'UpdateApplied'];
const AUTHORITIES = [
  { name: 'kubernetes-ca', children: ['apiserver', 'apiserver-kubelet-client', 'admin.conf'] },
  { name: 'etcd-ca', children: ['etcd-server', 'etcd-peer'] },
];

/** The management cluster as it runs after its installation. */
export function createLocalCluster(random: Random, createdAt: number, agentVersion: string): LocalCluster {
  const settledAt = createdAt + 90 * MINUTE;
  const done = (type: string): Condition => ({
    type,
    status: 'True',
    reason: 'Done',
    message: '',
    changedAt: settledAt,
  });
  const id = random.uid();
  const profiles = createProfiles(random, settledAt);
  return {
    id,
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
    ntpServers: ['ntp.example.com'],
    ntpServersApplied: true,
    desiredHosts: {},
    conditions: CONDITIONS.map(done),
    stages: STAGES.map(done),
    profiles,
    certificates: {
      authorities: AUTHORITIES.map((authority) => ({
        ...authority,
        issuedAt: createdAt,
        expiresAt: createdAt + 3650 * DAY,
      })),
      renewedAt: createdAt,
    },
    registry: createRegistry(profiles, settledAt),
    staged: [],
    events: [
      { severity: 'Warning', reason: 'PackNotReady', at: settledAt - 10 * MINUTE },
      { severity: 'Normal', reason: 'ClusterRunning', at: settledAt },
    ],
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

/** The registry holds what the packs are made of. */
function createRegistry(profiles: readonly LocalProfile[], addedAt: number): LocalRegistry {
  const packs = profiles.flatMap((profile) => profile.packs);
  return {
    state: 'Healthy',
    size: 250,
    used: 96,
    contents: packs.flatMap(({ name, version }) => [
      { kind: 'pack', name, version, mebibytes: 2, addedAt },
      { kind: 'image', name: `spectro-images/${name}`, version: `v${version}`, mebibytes: 640, addedAt },
    ]),
    pending: [],
    errors: [],
  };
}

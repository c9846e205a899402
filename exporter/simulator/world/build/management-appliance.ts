import type { Appliance, ApplianceHost, NetworkInterface } from '../model/appliance.ts';
import { DAY, MINUTE } from '../model/time-units.ts';
import { createDisks, macAddress, UBUNTU } from './bare-metal.ts';
import { createLocalCluster } from './management-cluster.ts';
import { createSecret } from './marked-secret.ts';
import type { Random } from './seeded-random.ts';

/** The Palette Management Appliance: three linked control plane hosts that run the management cluster. */
export function createAppliance(random: Random, now: number, agentVersion: string): Appliance {
  const createdAt = now - 240 * DAY;
  return {
    name: 'pma',
    managementMode: 'local',
    connectionMode: 'airgap',
    account: { username: 'monitor', password: createSecret(random) },
    tokenStyle: 'bare',
    isNewer: true,
    withoutCluster: 404,
    hosts: [1, 2, 3].map((number) =>
      createApplianceHost(random, {
        name: `pma-${number}`,
        ip: `192.0.2.${9 + number}`,
        role: number === 1 ? 'init' : 'controlplane',
        createdAt,
        agentVersion,
      }),
    ),
    cluster: createLocalCluster(random, createdAt, agentVersion),
  };
}

interface HostLine {
  readonly name: string;
  readonly ip: string;
  readonly role: ApplianceHost['role'];
  readonly createdAt: number;
  readonly agentVersion: string;
  readonly hostType?: ApplianceHost['hostType'];
}

/** A host that is up, configured and knows its network. */
export function createApplianceHost(random: Random, line: HostLine): ApplianceHost {
  const { createdAt } = line;
  return {
    id: `edge-${random.hex(32)}`,
    name: line.name,
    ip: line.ip,
    mac: macAddress(random),
    createdAt,
    role: line.role,
    hostType: line.hostType ?? 'appliance',
    agentVersion: line.agentVersion,
    reachable: true,
    healthy: true,
    cores: 16,
    memoryMb: 65_536,
    disks: createDisks(random),
    os: UBUNTU,
    secureBoot: true,
    contentSynced: true,
    configurationChange: 'Configured',
    ntpServers: ['ntp.example.com'],
    features: { localUIPairing: true, contentUpload: true, remoteShell: false },
    network: createNetwork(),
    stages: ['EdgeHostRegistered', 'EdgeHostConfigured'].map((type, index) => ({
      type,
      status: 'True',
      reason: 'Done',
      message: '',
      changedAt: createdAt + index * MINUTE,
    })),
    files: [],
    errors: [{ at: createdAt + 5 * MINUTE, reason: 'ImagePullRetry' }],
  };
}

/** Two network cards bonded, with a VLAN on top. */
function createNetwork(): NetworkInterface[] {
  return [
    { kind: 'nic', name: 'eno1', status: 'up', mtu: 1500, members: [] },
    { kind: 'nic', name: 'eno2', status: 'up', mtu: 1500, members: [] },
    { kind: 'bond', name: 'bond0', status: 'up', mtu: 1500, members: ['eno1', 'eno2'] },
    { kind: 'vlan', name: 'bond0.20', status: 'up', mtu: 1500, members: [] },
  ];
}

import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { plainVersion } from '../sources/versions.ts';
import { flag, lengthOf, list, member, number, object, part, text, time } from '../sources/wire.ts';
import { AGENT, endpoints } from './api/endpoints.ts';
import type { EdgeHostRef, Reads, Writes } from './api/fleet.ts';
import { OLDEST_FIRST, pages } from './api/paging.ts';
import type { Palette } from './api/palette.ts';
import { clusterNames, edgeHostLabels, labelsOfEdgeHost, namesOfCluster } from './parts/labels.ts';

const metrics = {
  info: gauge('palette_edge_host_info', 'An edge host as registered with Palette.', {
    labels: [
      ...edgeHostLabels,
      'agent_version',
      'os_family',
      'os_version',
      'kernel_version',
      'architecture',
      'host_type',
    ],
    per: 'edge host',
  }),
  state: gauge('palette_edge_host_state', 'The lifecycle state of an edge host, 1 for the current one.', {
    labels: [...edgeHostLabels, 'state'],
    per: 'edge host',
  }),
  healthy: gauge(
    'palette_edge_host_healthy',
    'Whether an edge host is healthy; no series while it is unpaired.',
    { labels: edgeHostLabels, per: 'edge host' },
  ),
  bootPhase: gauge(
    'palette_edge_host_boot_phase',
    'The phase that an edge host booted into, 1 for the current one; recovery means that its images did not start.',
    { labels: [...edgeHostLabels, 'phase'], per: 'edge host' },
  ),
  inCluster: gauge('palette_edge_host_in_cluster', 'The cluster that uses an edge host.', {
    labels: [...edgeHostLabels, ...clusterNames],
    per: 'edge host in use',
  }),
  agentOutdated: gauge(
    'palette_edge_host_agent_outdated',
    'Whether the agent of an edge host is not of the version that Palette wants; no series while either is unknown.',
    { labels: edgeHostLabels, per: 'edge host' },
  ),
  secureBoot: gauge('palette_edge_host_secure_boot', 'Whether an edge host booted with Secure Boot.', {
    labels: edgeHostLabels,
    per: 'edge host',
  }),
  cpuCores: gauge('palette_edge_host_cpu_cores', 'CPU cores of an edge host.', {
    labels: edgeHostLabels,
    per: 'edge host',
  }),
  memory: gauge('palette_edge_host_memory_bytes', 'Memory of an edge host.', {
    labels: edgeHostLabels,
    per: 'edge host',
  }),
  disk: gauge('palette_edge_host_disk_bytes', 'Size of all disks of an edge host together.', {
    labels: edgeHostLabels,
    per: 'edge host',
  }),
  partitionSize: gauge(
    'palette_edge_host_partition_size_bytes',
    'Size of a mounted partition of an edge host, in steps of a gigabyte.',
    { labels: [...edgeHostLabels, 'mountpoint'], per: 'partition of an edge host' },
  ),
  partitionFree: gauge(
    'palette_edge_host_partition_free_bytes',
    'Free space of a mounted partition of an edge host, in steps of a gigabyte; its A and B images are in /run/initramfs/cos-state.',
    { labels: [...edgeHostLabels, 'mountpoint'], per: 'partition of an edge host' },
  ),
  gpus: gauge('palette_edge_host_gpus', 'GPUs of an edge host; no series without any.', {
    labels: edgeHostLabels,
    per: 'edge host with GPUs',
  }),
  registered: gauge('palette_edge_host_registered_timestamp_seconds', 'When an edge host was registered.', {
    labels: edgeHostLabels,
    per: 'edge host',
  }),
  modified: gauge(
    'palette_edge_host_modified_timestamp_seconds',
    'When the record of an edge host was last written; no heartbeat, as there is none of a host.',
    { labels: edgeHostLabels, per: 'edge host' },
  ),
  hosts: gauge('palette_edge_hosts', 'Edge hosts by lifecycle state.', {
    labels: ['project', 'state'],
    per: 'project x state (3)',
  }),
  spare: gauge(
    'palette_edge_hosts_spare',
    'Edge hosts of a project that could join a cluster: ready, healthy and in no cluster.',
    { labels: ['project'], per: 'project with edge hosts' },
  ),
};

/** `v1Partition`; sizes in GB. Absent free space is none, as Go leaves zeros out. */
const partition = object({ mountPoint: text, totalSpace: number, freeSpace: number });

/** `v1ObjectEntity`, `v1EdgeClusterObjectEntity` */
const clusterReference = object({ uid: text, name: text });

/** `v1EdgeHostsMetadata` (API reference, section 3.7) */
const edgeHost = object({
  metadata: object({
    uid: z.string(),
    name: text,
    creationTimestamp: time,
    lastModifiedTimestamp: time,
  }),
  spec: part({
    projectMeta: part({ uid: text, name: text }),
    host: part({ hostAddress: text }),
    device: part({
      archType: text,
      hostState: member('registration', 'cluster', 'recovery'),
      hostType: member('appliance', 'agent-mode'),
      secureBoot: flag,
      cpu: part({ cores: number }),
      memory: part({ sizeInMB: number }),
      disks: list(object({ size: number, partitions: list(partition) })),
      gpus: list(object({ gpuCount: number })),
      os: part({ family: text, version: text, kernelVersion: text }),
    }),
  }),
  status: part({
    state: member('ready', 'unpaired', 'in-use'),
    health: part({ state: member('healthy', 'unhealthy'), agentVersion: text }),
    // Before December 2024 the old name alone, since then both.
    inUseClusters: list(clusterReference),
    inUseClustersRef: list(clusterReference),
  }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  name: metadata.name || metadata.uid,
  registered: metadata.creationTimestamp,
  modified: metadata.lastModifiedTimestamp,
  project: spec.projectMeta.name,
  projectUid: spec.projectMeta.uid || undefined,
  address: spec.host.hostAddress,
  device: spec.device,
  state: status.state,
  health: status.health.state,
  agentVersion: status.health.agentVersion,
  clusters: clustersIn(status),
}));

type EdgeHost = z.output<typeof edgeHost>;

/** All edge hosts: registered, ready, in use. */
export const edgeHosts = defineCollector<Palette<Reads<'targets'> & Writes<'edge_hosts'>>>({
  name: 'edge_hosts',
  describes: 'Lifecycle state, health, hardware and software of all edge hosts.',
  every: '1m',
  sight: 2,
  isShared: true,
  metrics,
  reads: [endpoints.edgeHostsSearch],
  requests: ({ fleet }) => pages(fleet.edgeHosts.length),
  async collect(palette, emit) {
    const { fleet } = palette;
    const hosts: EdgeHost[] = [];
    for await (const host of palette.rows(endpoints.edgeHostsSearch, edgeHost, { body: OLDEST_FIRST })) {
      hosts.push(host);
      emitHost(host, fleet.targets.get(AGENT), emit);
    }
    for (const [[project, state], count] of tally(hosts.map((host) => [host.project, host.state]))) {
      emit(metrics.hosts, count, { project, state });
    }
    const spare = new Map<string, number>();
    for (const host of hosts) spare.set(host.project, (spare.get(host.project) ?? 0) + Number(isSpare(host)));
    for (const [project, count] of spare) emit(metrics.spare, count, { project });
    fleet.edgeHosts = hosts.map(refOf);
    if (palette.isWholeTenant) fleet.counted.set('edgehost', hosts.length);
  },
});

/** The field's name and the documentation's sample say MB; its description says bytes and is wrong. */
const MEBIBYTE = 2 ** 20;
/** "Size in GB", and no word on which: the smaller one warns earlier. */
const GIGABYTE = 1e9;

function emitHost(host: EdgeHost, agentTarget: string | undefined, emit: Emit): void {
  const { device, agentVersion } = host;
  const of = emit.with(labelsOfEdgeHost(host));
  of(metrics.info, 1, {
    agent_version: agentVersion,
    os_family: device.os.family,
    os_version: device.os.version,
    kernel_version: device.os.kernelVersion,
    architecture: device.archType,
    host_type: device.hostType,
  });
  if (host.state) of(metrics.state, 1, { state: host.state });
  of(metrics.healthy, host.health === '' ? undefined : host.health === 'healthy');
  if (device.hostState) of(metrics.bootPhase, 1, { phase: device.hostState });
  for (const cluster of host.clusters) of(metrics.inCluster, 1, namesOfCluster(cluster));
  const isKnown = agentVersion !== '' && agentTarget !== undefined;
  of(metrics.agentOutdated, isKnown ? plainVersion(agentVersion) !== agentTarget : undefined);
  of(metrics.secureBoot, bootsSecurely(device));
  of(metrics.cpuCores, device.cpu.cores || undefined);
  of(metrics.memory, device.memory.sizeInMB * MEBIBYTE || undefined);
  const isWhole = !Number.isNaN(lengthOf(device.disks));
  const size = device.disks.reduce((sum, disk) => sum + disk.size, 0);
  of(metrics.disk, isWhole ? size * GIGABYTE || undefined : undefined);
  for (const { mountPoint, totalSpace, freeSpace } of device.disks.flatMap((disk) => disk.partitions)) {
    if (mountPoint === '') continue;
    of(metrics.partitionSize, totalSpace * GIGABYTE, { mountpoint: mountPoint });
    of(metrics.partitionFree, freeSpace * GIGABYTE, { mountpoint: mountPoint });
  }
  of(metrics.gpus, device.gpus.reduce((sum, { gpuCount }) => sum + gpuCount, 0) || undefined);
  of(metrics.registered, host.registered);
  of(metrics.modified, host.modified);
}

/** Releases before 4.7 tell neither this nor the boot phase nor the type: there absent is not false. */
function bootsSecurely({ secureBoot, hostState, hostType }: EdgeHost['device']): boolean | undefined {
  return secureBoot || hostState !== '' || hostType !== '' ? secureBoot : undefined;
}

function clustersIn({ inUseClusters, inUseClustersRef }: InUse): InUse['inUseClusters'] {
  if (inUseClustersRef.length > 0) return inUseClustersRef;
  return inUseClusters.length > 0 || !Number.isNaN(lengthOf(inUseClustersRef))
    ? inUseClusters
    : inUseClustersRef;
}

type Clusters = readonly z.output<typeof clusterReference>[];

interface InUse {
  readonly inUseClusters: Clusters;
  readonly inUseClustersRef: Clusters;
}

function isSpare({ state, health, clusters }: EdgeHost): boolean {
  return state === 'ready' && health === 'healthy' && lengthOf(clusters) === 0;
}

function refOf({
  uid,
  name,
  project,
  projectUid,
  address,
  state,
  health,
  device,
  clusters,
}: EdgeHost): EdgeHostRef {
  return {
    key: uid,
    version: JSON.stringify([state, health, device.hostState, name, project, projectUid]),
    uid,
    name,
    project,
    projectUid,
    address,
    clusterUid: clusters[0]?.uid || undefined,
    isExceptional: health === 'unhealthy' || device.hostState === 'recovery',
  };
}

import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { flag, list, number, part, text, time } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { pages } from './fleet.ts';
import type { Palette } from './palette.ts';

const labels = ['edge_host_uid', 'edge_host_name', 'project'] as const;

const metrics = {
  info: gauge('palette_edge_host_info', 'An edge host as registered with Palette.', {
    labels: [
      ...labels,
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
    labels: [...labels, 'state'],
    per: 'edge host',
  }),
  healthy: gauge(
    'palette_edge_host_healthy',
    'Whether an edge host is healthy; no series while it is unpaired.',
    {
      labels,
      per: 'edge host',
    },
  ),
  bootPhase: gauge(
    'palette_edge_host_boot_phase',
    'The phase that an edge host booted into, 1 for the current one; recovery means that its images did not start.',
    { labels: [...labels, 'phase'], per: 'edge host' },
  ),
  inCluster: gauge('palette_edge_host_in_cluster', 'The cluster that uses an edge host.', {
    labels: [...labels, 'cluster_uid', 'cluster_name'],
    per: 'edge host in use',
  }),
  secureBoot: gauge('palette_edge_host_secure_boot', 'Whether an edge host booted with Secure Boot.', {
    labels,
    per: 'edge host',
  }),
  cpuCores: gauge('palette_edge_host_cpu_cores', 'CPU cores of an edge host.', { labels, per: 'edge host' }),
  memory: gauge('palette_edge_host_memory_bytes', 'Memory of an edge host.', { labels, per: 'edge host' }),
  registered: gauge('palette_edge_host_registered_timestamp_seconds', 'When an edge host was registered.', {
    labels,
    per: 'edge host',
  }),
};

/** `v1EdgeHostsMetadata` */
const edgeHost = z
  .object({
    metadata: z.object({ uid: z.string(), name: text, creationTimestamp: time }),
    spec: part({
      projectMeta: part({ name: text }),
      device: part({
        archType: text,
        hostState: text,
        hostType: text,
        secureBoot: flag,
        cpu: part({ cores: number }),
        memory: part({ sizeInMB: number }),
        os: part({ family: text, version: text, kernelVersion: text }),
      }),
    }),
    status: part({
      state: text,
      health: part({ state: text, agentVersion: text }),
      inUseClustersRef: list(z.object({ uid: text, name: text })),
    }),
  })
  .transform(({ metadata, spec, status }) => ({
    uid: metadata.uid,
    name: metadata.name || metadata.uid,
    registered: metadata.creationTimestamp,
    project: spec.projectMeta.name,
    device: spec.device,
    state: status.state,
    health: status.health,
    clusters: status.inUseClustersRef,
  }));

/** All edge hosts: registered, ready, in use. */
export const edgeHosts = defineCollector<Palette>({
  name: 'edge_hosts',
  describes: 'Lifecycle state, health, hardware and software of all edge hosts.',
  every: '1m',
  metrics,
  reads: [endpoints.edgeHostsSearch],
  requests: ({ fleet }) => pages(fleet.edgeHosts),
  async collect(palette, emit) {
    let count = 0;
    for await (const { uid, name, project, device, ...host } of palette.rows(
      endpoints.edgeHostsSearch,
      edgeHost,
    )) {
      count += 1;
      const of = emit.with({ edge_host_uid: uid, edge_host_name: name, project });
      of(metrics.info, 1, {
        agent_version: host.health.agentVersion,
        os_family: device.os.family,
        os_version: device.os.version,
        kernel_version: device.os.kernelVersion,
        architecture: device.archType,
        host_type: device.hostType,
      });
      if (host.state) of(metrics.state, 1, { state: host.state });
      of(
        metrics.healthy,
        host.health.state === '' ? undefined : host.health.state.toLowerCase() === 'healthy',
      );
      if (device.hostState) of(metrics.bootPhase, 1, { phase: device.hostState });
      for (const cluster of host.clusters) {
        of(metrics.inCluster, 1, { cluster_uid: cluster.uid, cluster_name: cluster.name });
      }
      of(metrics.secureBoot, device.secureBoot);
      of(metrics.cpuCores, device.cpu.cores || undefined);
      of(metrics.memory, device.memory.sizeInMB * MEBIBYTE || undefined);
      of(metrics.registered, host.registered);
    }
    palette.fleet.edgeHosts = count;
  },
});

/** The field's name and the documentation's sample say MB; its description says bytes and is wrong. */
const MEBIBYTE = 2 ** 20;

import { z } from 'zod';
import { defineItemCollector, type Item } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { ifPresent } from '../sources/if-present.ts';
import { list, member, object, part, text, toldText } from '../sources/wire.ts';
import { derived } from './api/derived.ts';
import { endpoints } from './api/endpoints.ts';
import type { EdgeHostRef, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { edgeHostLabels, labelsOfEdgeHost } from './parts/labels.ts';

const per = 'edge host of a cluster, and each other one that is unhealthy or in recovery, or with detail';

const metrics = {
  remoteShell: gauge(
    'palette_edge_host_remote_shell_enabled',
    'Whether an edge host lets Palette open a remote shell on it; of healthy spare hosts only with collectors.edge_host_details.detail.',
    { labels: edgeHostLabels, per },
  ),
  temporaryUser: gauge(
    'palette_edge_host_remote_shell_temporary_user_enabled',
    'Whether an edge host gives the remote shell a temporary user; of healthy spare hosts only with collectors.edge_host_details.detail.',
    { labels: edgeHostLabels, per },
  ),
  tunnel: gauge(
    'palette_edge_host_tunnel_state',
    'The state of the remote shell tunnel of an edge host, 1 for the current one; no series if none was ever asked for, and of healthy spare hosts only with collectors.edge_host_details.detail.',
    { labels: [...edgeHostLabels, 'state'], per },
  ),
  packs: gauge('palette_edge_host_packs', 'Packs of an edge host by the condition that they are in.', {
    labels: [...edgeHostLabels, 'condition', 'status'],
    per: 'pack condition of such an edge host',
  }),
  service: gauge('palette_edge_host_service_info', 'The service that registered an edge host.', {
    labels: [...edgeHostLabels, 'service_name', 'version'],
    per,
  }),
};

/** `v1EdgeHostDevice` (API reference, section 3.7); what is left out holds tokens and credentials. */
const device = {
  spec: part({
    service: part({ name: text, version: text }),
    tunnelConfig: part({ remoteSsh: toldText, remoteSshTempUser: toldText }),
  }),
  status: part({
    packs: list(object({ condition: part({ type: text, status: text }) })),
    tunnelStatus: part({
      ssh: part({ state: member('Initiating', 'Created', 'Deleting', 'Deleted', 'Failed') }),
    }),
  }),
};

const edgeHostDevice = object(device);

type Device = z.output<typeof edgeHostDevice>;

/** A row of `v1EdgeHostDevices`, which is such a document. */
const listedDevice = object({ ...device, metadata: object({ uid: z.string() }) }).transform(
  ({ metadata, ...rest }) => ({ ...rest, uid: metadata.uid }),
);

/** The hosts of a cluster, or one host. */
interface Hosts extends Item {
  readonly clusterUid: string | undefined;
  readonly projectUid: string | undefined;
  readonly hosts: readonly EdgeHostRef[];
}

type KnowingHosts = Palette<Reads<'edgeHosts'>>;

/**
 * The documents of edge hosts, which no search gives. Those of a cluster come in one list. One by one they are dear: 10
 * hosts a second is all that Palette allows. So of the others only those are looked at that the search shows to be in
 * trouble, where the configuration does not ask for all.
 */
export const edgeHostDetails = defineItemCollector<KnowingHosts, Hosts>({
  name: 'edge_host_details',
  describes:
    'Remote shell, tunnel and packs of the edge hosts of clusters, and of others that are unhealthy or in recovery.',
  every: '15m',
  metrics,
  detail:
    'Visits the healthy hosts as well that are in no cluster, so that every remote shell is seen: a request for each.',
  reads: [endpoints.clusterEdgeHosts, endpoints.edgeHost],
  items: ({ fleet, detailed }) => hostsOf(fleet.edgeHosts, detailed),
  async collect(palette, emit, { clusterUid, projectUid: project, hosts }) {
    const one = (uid: string) => palette.get(endpoints.edgeHost, edgeHostDevice, { path: { uid }, project });
    if (clusterUid === undefined) {
      for (const host of hosts) emitHost(host, await one(host.uid), emit);
      return;
    }
    const devices = await devicesOf(palette, clusterUid, project);
    for (const host of hosts) {
      const isWanted = host.isExceptional || isDetailed(palette);
      const device = devices.get(host.uid) ?? (isWanted ? await ifPresent(one(host.uid)) : undefined);
      if (device) emitHost(host, device, emit);
    }
  },
});

function emitHost(host: EdgeHostRef, { spec, status }: Device, emit: Emit): void {
  const of = emit.with(labelsOfEdgeHost(host));
  const { remoteSsh, remoteSshTempUser } = spec.tunnelConfig;
  of(metrics.remoteShell, isEnabled(remoteSsh));
  of(metrics.temporaryUser, isEnabled(remoteSshTempUser));
  const { state } = status.tunnelStatus.ssh;
  if (state) of(metrics.tunnel, 1, { state });
  const conditions = status.packs.map((pack) => [pack.condition.type, pack.condition.status] as const);
  for (const [[condition, value], count] of tally(conditions)) {
    of(metrics.packs, count, { condition, status: value });
  }
  const { service } = spec;
  if (service.version) of(metrics.service, 1, { service_name: service.name, version: service.version });
}

function isEnabled(setting: string | undefined): boolean | undefined {
  return setting === undefined ? undefined : setting.toLowerCase() === 'enabled';
}

/** The hosts that a cluster lists, by their UID; none where Palette has no such list: nobody has tried it on a live one. */
async function devicesOf(
  palette: Palette,
  uid: string,
  project: string | undefined,
): Promise<ReadonlyMap<string, Device>> {
  const devices = new Map<string, Device>();
  async function read(): Promise<void> {
    const rows = palette.rows(endpoints.clusterEdgeHosts, listedDevice, { path: { uid }, project });
    for await (const { uid: host, ...device } of rows) devices.set(host, device);
  }
  await ifPresent(read());
  return devices;
}

function isDetailed({ detailed }: Pick<Palette, 'detailed'>): boolean {
  return detailed.has('edge_host_details');
}

function alone(host: EdgeHostRef): Hosts {
  return { ...host, clusterUid: undefined, hosts: [host] };
}

/** The hosts of each cluster together, and those in none that are to be looked at. */
const hostsOf = derived((edgeHosts: readonly EdgeHostRef[], detailed: ReadonlySet<string>) => {
  const clusters = new Map<string, EdgeHostRef[]>();
  const others: Hosts[] = [];
  for (const host of edgeHosts) {
    if (host.clusterUid === undefined) {
      if (host.isExceptional || isDetailed({ detailed })) others.push(alone(host));
      continue;
    }
    const members = clusters.get(host.clusterUid);
    if (members) members.push(host);
    else clusters.set(host.clusterUid, [host]);
  }
  const together = [...clusters].map(
    ([clusterUid, hosts]): Hosts => ({
      // Hosts choose their UID themselves, so it may be that of a cluster.
      key: `cluster ${clusterUid}`,
      version: hosts.map(({ key, version }) => `${key} ${version}`).join(),
      clusterUid,
      projectUid: hosts[0]?.projectUid,
      hosts,
    }),
  );
  return [...together, ...others];
});

import { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { tally } from '../tally.ts';
import { list, part, text } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import type { EdgeHostRef } from './fleet.ts';
import type { Palette } from './palette.ts';

const labels = ['edge_host_uid', 'edge_host_name', 'project'] as const;
const per = 'edge host that is unhealthy or in recovery, or each with detail';

const metrics = {
  remoteShell: gauge(
    'palette_edge_host_remote_shell_enabled',
    'Whether an edge host lets Palette open a remote shell on it.',
    { labels, per },
  ),
  temporaryUser: gauge(
    'palette_edge_host_remote_shell_temporary_user_enabled',
    'Whether an edge host gives the remote shell a temporary user.',
    { labels, per },
  ),
  tunnel: gauge(
    'palette_edge_host_tunnel_state',
    'The state of the remote shell tunnel of an edge host, 1 for the current one; no series if none was ever asked for.',
    { labels: [...labels, 'state'], per },
  ),
  packs: gauge('palette_edge_host_packs', 'Packs of an edge host by the condition that they are in.', {
    labels: [...labels, 'condition', 'status'],
    per: 'pack condition of such an edge host',
  }),
  service: gauge('palette_edge_host_service_info', 'The service that registered an edge host.', {
    labels: [...labels, 'service_name', 'version'],
    per,
  }),
};

/** `v1EdgeHostDevice` (API reference, section 3.7); what is left out holds tokens and credentials. */
const edgeHostDevice = z.object({
  spec: part({
    service: part({ name: text, version: text }),
    tunnelConfig: part({ remoteSsh: text, remoteSshTempUser: text }),
  }),
  status: part({
    packs: list(z.object({ condition: part({ type: text, status: text }) })),
    tunnelStatus: part({ ssh: part({ state: text }) }),
  }),
});

/**
 * Edge hosts one by one, which is dear: 10 hosts a second is all that Palette allows. So by default only those are
 * looked at that the list shows to be in trouble.
 */
export const edgeHostDetails = defineItemCollector<Palette, EdgeHostRef>({
  name: 'edge_host_details',
  describes: 'Remote shell, tunnel and packs of edge hosts that are unhealthy or in recovery.',
  every: '15m',
  metrics,
  detail: 'Visits all edge hosts, so that every remote shell tunnel is seen.',
  reads: [endpoints.edgeHost],
  items: hostsOf,
  requests: (palette) => hostsOf(palette).length,
  async collect(palette, emit, { uid, name, project, projectUid }) {
    const { spec, status } = await palette.get(endpoints.edgeHost, edgeHostDevice, {
      path: { uid },
      project: projectUid,
    });
    const of = emit.with({ edge_host_uid: uid, edge_host_name: name, project });
    const { remoteSsh, remoteSshTempUser } = spec.tunnelConfig;
    of(metrics.remoteShell, remoteSsh === 'enabled');
    of(metrics.temporaryUser, remoteSshTempUser === 'enabled');
    const { state } = status.tunnelStatus.ssh;
    if (state) of(metrics.tunnel, 1, { state });
    const conditions = status.packs.map((pack) => [pack.condition.type, pack.condition.status] as const);
    for (const [[condition, value], count] of tally(conditions)) {
      of(metrics.packs, count, { condition, status: value });
    }
    const { service } = spec;
    if (service.version) of(metrics.service, 1, { service_name: service.name, version: service.version });
  },
});

function hostsOf({ fleet, detailed }: Palette): readonly EdgeHostRef[] {
  return detailed.has('edge_host_details')
    ? fleet.edgeHosts
    : fleet.edgeHosts.filter(({ isExceptional }) => isExceptional);
}

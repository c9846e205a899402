import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { list, member, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';
import { isHealthy } from './parts/conditions.ts';
import { key } from './parts/text-values.ts';

const metrics = {
  state: gauge(
    'palette_localui_link_state',
    'How far a host is linked with its peers, 1 for the current state; no series when it never was.',
    { labels: ['state'], per: 'linked Local UI host' },
  ),
  info: gauge('palette_localui_link_peer_info', 'A peer as a linked host sees it.', {
    labels: ['peer_id', 'peer_name', 'node_role', 'role', 'status', 'agent_version'],
    per: 'peer of a linked Local UI host',
  }),
  healthy: gauge('palette_localui_link_peer_healthy', 'Whether a linked host calls a peer healthy.', {
    labels: ['peer_id'],
    per: 'peer of a linked Local UI host',
  }),
  synced: gauge(
    'palette_localui_link_peer_content_synced',
    'Whether a peer has all content that was uploaded to the group of linked hosts.',
    { labels: ['peer_id'], per: 'peer of a linked Local UI host' },
  ),
};

/** `v1LinkPeer`, which holds the peer's whole document. */
const peer = object({
  id: key,
  nodeRole: text,
  role: text,
  status: text,
  contentSyncStatus: text,
  health: part({ status: member('Healthy', 'Unhealthy') }),
  config: part({ metadata: part({ name: text }), status: part({ agentVersion: text, hostName: text }) }),
});

/** `v1LinkStatus` */
const linkStatus = object({
  status: member('Pending', 'InProgress', 'Completed', 'Failed'),
  peers: list(peer),
});

/** The group of hosts that were linked to form a cluster, each as the others see it. */
export const localuiLink = defineCollector<LocalUiHost>({
  name: 'localui_link',
  describes: 'State of the link group, health and content of the peers.',
  every: '1m',
  metrics,
  reads: [endpoints.linkStatus],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.linkStatus, linkStatus);
    if (found?.status) emit(metrics.state, 1, { state: found.status });
    for (const { id, nodeRole, role, status, contentSyncStatus, health, config } of found?.peers ?? []) {
      const of = emit.with({ peer_id: id });
      of(metrics.info, 1, {
        peer_name: config.status.hostName || config.metadata.name,
        node_role: nodeRole,
        role,
        status,
        agent_version: config.status.agentVersion,
      });
      of(metrics.healthy, isHealthy(health.status));
      of(metrics.synced, contentSyncStatus ? contentSyncStatus.toLowerCase() === 'synced' : undefined);
    }
  },
});

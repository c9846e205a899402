import { failure } from '../../error-answer.ts';
import { struct } from '../../go-json.ts';
import type { Appliance, ApplianceHost } from '../../world/model/appliance.ts';
import { get, type LocalUiRoute } from '../local-ui-route.ts';
import { edgeHostInfo } from './host.ts';

/** The group of linked hosts (Local UI reference, section 3). */
export const linkRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/edgehosts/current/link/status', ({ appliance, host }) => {
    const peers = appliance.hosts.filter((other) => other !== host);
    if (peers.length === 0) throw failure(404, 'LinkNotFound', 'the host is not linked');
    return struct({ status: 'Completed', peers: peers.map((peer) => linkPeer(appliance, peer)) });
  }),
];

/** `v1LinkPeer`, with the whole document of the peer. */
function linkPeer(appliance: Appliance, peer: ApplianceHost) {
  const isHealthy = peer.healthy && peer.reachable;
  return struct({
    id: peer.id,
    ip: peer.ip,
    localUIPort: '5080',
    nodeRole: peer.role,
    role: peer.role === 'init' ? 'leader' : 'member',
    status: appliance.cluster === undefined ? 'Ready' : 'In-Use',
    contentSyncStatus: peer.contentSynced ? 'Synced' : 'InProgress',
    health: isHealthy
      ? struct({ status: 'Healthy' })
      : struct({ status: 'Unhealthy', reason: 'the host does not answer' }),
    config: edgeHostInfo(appliance, peer),
  });
}

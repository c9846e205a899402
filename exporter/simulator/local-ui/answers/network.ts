import { failure } from '../../error-answer.ts';
import { slice, struct } from '../../go-json.ts';
import type { NetworkInterface } from '../../world/model/appliance.ts';
import { get, type LocalUiRequest, type LocalUiRoute } from '../local-ui-route.ts';

/** The network of the host (Local UI reference, section 3); hosts of older releases know nothing of it. */
export const networkRoutes: readonly LocalUiRoute[] = [
  get('/v1/edge-mgmt/network/interfaces', (request) =>
    struct({ interfaces: slice(ofKind(request, 'nic'), networkCard) }),
  ),
  get('/v1/edge-mgmt/network/bonds', (request) => struct({ items: slice(ofKind(request, 'bond'), bond) })),
  get('/v1/edge-mgmt/network/vlans', (request) => struct({ items: slice(ofKind(request, 'vlan'), vlan) })),
  get('/v1/edge-mgmt/network/bridges', (request) =>
    struct({ items: slice(ofKind(request, 'bridge'), bridge) }),
  ),
  get('/v1/edge-mgmt/network/management-interface', (request) => {
    const candidates = [...ofKind(request, 'nic'), ...ofKind(request, 'bond')];
    return struct(
      {},
      {
        selected: ofKind(request, 'bond')[0]?.name ?? '',
        candidates: slice(candidates, ({ name, kind, status }) => struct({ status }, { name, type: kind })),
      },
    );
  }),
];

function ofKind({ appliance, host }: LocalUiRequest, wanted: NetworkInterface['kind']) {
  if (!appliance.isNewer) throw failure(404, 'NotFound', 'path not found');
  return host.network.filter(({ kind }) => kind === wanted);
}

function common({ name, status, mtu }: NetworkInterface) {
  return { name, status, mtu, configStatus: status === 'up' ? 'configured' : 'failed', nameservers: null };
}

/** `v1NicSummary` */
function networkCard(card: NetworkInterface) {
  return struct({ ...common(card), isClusterNIC: card.name === 'eno1', type: 'dhcp' });
}

/** `v1Bond` */
function bond(bond: NetworkInterface) {
  return struct({
    ...common(bond),
    mode: '802.3ad',
    lacpTransmitRate: 'fast',
    members: [...bond.members],
    type: 'dhcp',
  });
}

/** `v1VLAN` */
function vlan(vlan: NetworkInterface) {
  const [parentName, vlanID] = vlan.name.split('.');
  return struct({ ...common(vlan), parentName, parentType: 'bond', vlanID, type: 'static' });
}

/** `v1Bridge` */
function bridge(bridge: NetworkInterface) {
  return struct({ ...common(bridge), members: [...bridge.members], stpEnabled: true, type: 'none' });
}

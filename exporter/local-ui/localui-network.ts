import type { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Emit } from '../metric/emit.ts';
import { gauge } from '../metric/metric.ts';
import { flag, lengthOf, list, member, number, object, text, toldText } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiHost } from './api/local-ui.ts';
import { key } from './parts/text-values.ts';

const labels = ['interface', 'kind'] as const;

const metrics = {
  up: gauge('palette_localui_network_interface_up', 'Whether a network interface of a host is up.', {
    labels: [...labels, 'cluster_nic'],
    per: 'network interface of a Local UI host',
    stability: 'alpha',
  }),
  mtu: gauge(
    'palette_localui_network_interface_mtu_bytes',
    'Largest packet that a network interface of a host sends.',
    { labels, per: 'network interface of a Local UI host', stability: 'alpha' },
  ),
  members: gauge(
    'palette_localui_network_interface_members',
    'Interfaces that a bond or bridge of a host is made of.',
    { labels, per: 'bond or bridge of a Local UI host', stability: 'alpha' },
  ),
  managementSelected: gauge(
    'palette_localui_network_management_interface_selected',
    'Whether an interface was chosen for the management of a host.',
    { per: 'Local UI host', stability: 'alpha' },
  ),
};

/** `v1NicSummary`, `v1Bond`, `v1VLAN` and `v1Bridge` as far as they agree. */
const networkInterface = object({
  name: key,
  status: member('up', 'down', 'applying', 'unknown'),
  mtu: number,
  isClusterNIC: flag,
  members: list(text),
});

const nics = object({ interfaces: list(networkInterface) });
const virtual = object({ items: list(networkInterface) });
const management = object({ selected: toldText });

/** The network of a host. Hosts of older releases answer 404, so that the collector is unsupported there. */
export const localuiNetwork = defineCollector<LocalUiHost>({
  name: 'localui_network',
  describes: 'State of the network cards, bonds, VLANs and bridges of a host; newer hosts only.',
  every: '15m',
  metrics,
  reads: [
    endpoints.networkInterfaces,
    endpoints.networkBonds,
    endpoints.networkVlans,
    endpoints.networkBridges,
    endpoints.managementInterface,
  ],
  requests: () => 5,
  async collect(localUi, emit) {
    const { interfaces } = await localUi.get(endpoints.networkInterfaces, nics);
    emitInterfaces('nic', interfaces, emit);
    for (const [kind, endpoint] of VIRTUAL) {
      const found = await localUi.find(endpoint, virtual);
      emitInterfaces(kind, found?.items ?? [], emit);
    }
    const chosen = await localUi.find(endpoints.managementInterface, management);
    const selected = chosen?.selected;
    emit(metrics.managementSelected, selected === undefined ? undefined : selected !== '');
  },
});

const VIRTUAL = [
  ['bond', endpoints.networkBonds],
  ['vlan', endpoints.networkVlans],
  ['bridge', endpoints.networkBridges],
] as const;

type Interface = z.output<typeof networkInterface>;

function emitInterfaces(kind: string, interfaces: readonly Interface[], emit: Emit): void {
  for (const { name, status, mtu, isClusterNIC, members } of interfaces) {
    const of = emit.with({ interface: name, kind });
    of(metrics.up, status === '' ? undefined : status === 'up', { cluster_nic: isClusterNIC });
    of(metrics.mtu, mtu || undefined);
    if (kind === 'bond' || kind === 'bridge') of(metrics.members, lengthOf(members));
  }
}

import { localuiNetwork } from '../../exporter/local-ui/localui-network.ts';
import { NEW_MEMBER, testCollector } from '../kit/local-ui-collector.ts';

const odd = {
  interfaces: [
    { name: 'eno1', status: 'UP', mtu: 9000, isClusterNIC: true },
    { name: 'eno2', status: 'applying' },
    { name: 'eno3' },
    { status: 'up' },
  ],
  items: [{ name: 'x0', status: NEW_MEMBER, members: null }],
  selected: '',
};

// Older hosts lack the network, and nothing else.
testCollector(localuiNetwork, {
  odd,
  ofNothing: ['palette_localui_network_management_interface_selected{edge_host="h1"} 0'],
  without: 'not_found',
});

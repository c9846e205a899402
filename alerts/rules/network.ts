import { defineAlerts } from '../kit/alert.ts';
import { endsWithin, maxBy, onSame, theirs } from '../kit/promql.ts';
import { ends, turns } from '../kit/proof.ts';
import { OF_CLUSTER, subject } from '../kit/subjects.ts';

const CILIUM = subject({ cluster: 'edge-1' }, { job: 'cilium-agent', cluster: 'edge-1', pod: 'cilium-a' });
const POOL = subject(
  { cluster: 'edge-1', pool: 'line' },
  { job: 'metallb-controller', cluster: 'edge-1', pool: 'line' },
);
const INGRESS = subject(
  { cluster: 'edge-1', secret_name: 'mes-tls', server_name: 'mes.example.com' },
  {
    job: 'ingress-nginx-controller-metrics',
    cluster: 'edge-1',
    secret_name: 'mes-tls',
    host: 'mes.example.com',
  },
);
const NODES = CILIUM.of('cilium_unreachable_nodes');
const PATHS = (type: 'node' | 'endpoint', status: string) =>
  CILIUM.of('cilium_node_health_connectivity_status', { source_node_name: 'node-1', type, status });

export const networkAlerts = defineAlerts('network', {
  CiliumNodesUnreachable: {
    severity: 'warning',
    source: 'cilium',
    expr: (settings) => {
      const nodes = theirs(settings, 'cilium', 'cilium_unreachable_nodes');
      const paths = theirs(
        settings,
        'cilium',
        'cilium_node_health_connectivity_status',
        'status="unreachable"',
      );
      return `${maxBy(settings, CILIUM.identity, `${nodes} or ${paths}`)} > 0`;
    },
    // A node that restarts for an upgrade is back by then.
    for: '15m',
    summary: 'Nodes of a cluster do not reach each other, as Cilium sees it.',
    description: `The Cilium agent of a node${OF_CLUSTER} does not reach other nodes or the pods on them.`,
    runbook: {
      meaning:
        'Each agent of Cilium asks all others for their health, by ICMP and by HTTP on port 4240, the node itself (`type="node"`) ' +
        'and a pod on it (`type="endpoint"`). At least one of them has not answered for a quarter of an hour.',
      impact:
        'Pods of the nodes that are cut off do not reach each other: services time out now and then, storage loses replicas. ' +
        'Where only the endpoint is unreachable, the tunnel between the nodes is broken while both still report as ready.',
      diagnosis: `1. Which agent complains, and about what? \`cilium_node_health_connectivity_status{status="unreachable"} > 0\`, labels source_node_name and type.
2. Is a node down? \`kubectl get nodes -o wide\`. Then it is about that node, and its other alerts say more.
3. \`kubectl --namespace kube-system exec ds/cilium -- cilium-health status --probe\` names the nodes that do not answer.
4. Between the two hosts: port 4240/tcp, the port of the tunnel (8472/udp for VXLAN, 6081/udp for Geneve), ICMP; the MTU of the
   bond and of the switch ports (\`ping -M do -s 1422 <address>\`).`,
      mitigation:
        'Bring the node or the link back, or open what a firewall holds up. If only the tunnel is broken, restart the agent of that ' +
        'node: `kubectl --namespace kube-system delete pod -l k8s-app=cilium --field-selector spec.nodeName=<name of the node>`.',
    },
    tests: turns(
      CILIUM,
      '15m',
      { [PATHS('node', 'unreachable')]: [0, 1], [PATHS('endpoint', 'unreachable')]: [0, 1] },
      {
        also: [
          // Only the tunnel is broken.
          {
            states: {
              [NODES]: [0, 0],
              [PATHS('node', 'unreachable')]: [0, 0],
              [PATHS('endpoint', 'unreachable')]: [0, 1],
            },
          },
          // Only the other metric is scraped.
          { states: { [NODES]: [0, 1] } },
        ],
        silent: [{ [PATHS('node', 'reachable')]: [2, 2], [PATHS('node', 'unknown')]: [1, 1] }],
      },
    ),
  },

  MetalLBPoolNearlyUsed: {
    severity: 'warning',
    source: 'metallb',
    thresholds: ['addressPoolRatio'],
    expr: (settings) => {
      const used = theirs(settings, 'metallb', 'metallb_allocator_addresses_in_use_total');
      const all = theirs(settings, 'metallb', 'metallb_allocator_addresses_total');
      const { identity } = POOL;
      return `${maxBy(settings, identity, used)} / ${onSame(settings, identity)} (${maxBy(settings, identity, all)} > 0) > ${settings.thresholds.addressPoolRatio}`;
    },
    for: '15m',
    summary: 'An address pool of MetalLB is nearly used up.',
    description: `{{ $value | humanizePercentage }} of the addresses of pool {{ $labels.pool }}${OF_CLUSTER} are in use.`,
    runbook: {
      meaning:
        'Each service of type LoadBalancer takes an address of a pool, and few are left. The alerts of the chart of MetalLB say ' +
        'the same, but it brings them only with `prometheus.prometheusRule.enabled`.',
      impact:
        'None yet. Once the pool is used up, a new service stays without an address (`<pending>`), and nothing else tells of it.',
      diagnosis: `1. Who has them? \`kubectl get services --all-namespaces | grep LoadBalancer\`
2. How large are the pools? \`kubectl get ipaddresspools.metallb.io --all-namespaces -o yaml\``,
      mitigation:
        'Delete services that nobody needs, let several share an address (annotation `metallb.io/allow-shared-ip`), or have a ' +
        'further range given to you and add it to the values of the pack.',
    },
    tests: turns(
      POOL,
      '15m',
      {
        [POOL.of('metallb_allocator_addresses_in_use_total')]: [8, 9],
        [POOL.of('metallb_allocator_addresses_total')]: [10, 10],
      },
      {
        value: 0.9,
        silent: [
          // A pool without addresses, and one of another cluster that has plenty.
          {
            [POOL.of('metallb_allocator_addresses_in_use_total')]: [0, 0],
            [POOL.of('metallb_allocator_addresses_total')]: [0, 0],
          },
          {
            [POOL.of('metallb_allocator_addresses_in_use_total')]: [9, 9],
            [POOL.of('metallb_allocator_addresses_total')]: [100, 100],
            [POOL.of('metallb_allocator_addresses_total', { cluster: 'edge-2' })]: [10, 10],
          },
        ],
      },
    ),
  },

  IngressCertificateExpiring: {
    severity: 'warning',
    source: 'nginxIngress',
    thresholds: ['tlsExpiry'],
    expr: (settings) => {
      // What it calls host is a name in the address of a page, not a machine; `_` is its own certificate for all others.
      const expires = theirs(
        settings,
        'nginxIngress',
        'nginx_ingress_controller_ssl_expire_time_seconds',
        'host!="_"',
      );
      return endsWithin(
        settings,
        INGRESS.identity,
        `label_replace(${expires}, "server_name", "$1", "host", "(.+)")`,
        settings.thresholds.tlsExpiry,
      );
    },
    for: '1h',
    summary: 'The certificate of an ingress expires soon.',
    description: `The certificate {{ $labels.secret_name }} of {{ $labels.server_name }}${OF_CLUSTER} expires in {{ $value | humanizeDuration }}.`,
    runbook: {
      meaning:
        'The NGINX ingress serves this name with a certificate that ends soon. Its chart brings an alert about it only as a ' +
        'commented example, which fires a week before.',
      impact: 'From then on browsers warn and programs do not connect to what lies behind the ingress.',
      diagnosis: `1. Which ingress, and who renews it? \`kubectl get ingress,certificates --all-namespaces | grep <name>\`
2. \`kubectl get secret <secret> --namespace <its namespace> -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -enddate -issuer\`
3. With cert-manager: \`kubectl describe certificate\` and its orders: why is it not renewed?`,
      mitigation: 'Renew it and put it into the same Secret; the controller takes it without a restart.',
    },
    tests: ends(INGRESS, '1h', {
      of: INGRESS.of('nginx_ingress_controller_ssl_expire_time_seconds'),
      limit: '21d',
    }),
  },
});

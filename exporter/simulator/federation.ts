import { Gauge, Registry } from 'prom-client';
import { type Cluster, type Machine, machinesOf } from './world/model/cluster.ts';
import type { World } from './world/model/world.ts';

/** Labels that a Prometheus gives to what it scrapes, and the external one that names its cluster. */
const TARGET = ['cluster', 'job', 'namespace', 'instance'] as const;
type Target = Readonly<Record<(typeof TARGET)[number], string>>;

const METALLB_PORT = 7472;

/**
 * What the Prometheus of the clusters hands on when somebody federates it: a little of what kube-prometheus-stack scrapes
 * there, with the labels that it has there. Of a host that is not up nothing scrapes anything.
 *
 * @returns Prometheus' text format
 */
export function federationOf(world: World): Promise<string> {
  const registry = new Registry();
  const tell = metricsIn(registry);
  for (const cluster of world.clusters) {
    tellAddresses(tell, cluster);
    for (const machine of machinesOf(cluster).filter(isUp)) tellHost(tell, cluster, machine);
  }
  return registry.metrics();
}

type Metrics = ReturnType<typeof metricsIn>;

function metricsIn(registry: Registry) {
  const gauge = (name: string, help: string, ...labels: readonly string[]) =>
    new Gauge({ name, help, labelNames: [...TARGET, ...labels], registers: [registry] });
  return {
    bonded: gauge('node_bonding_slaves', 'Number of configured slaves per bonding interface.', 'master'),
    active: gauge('node_bonding_active', 'Number of active slaves per bonding interface.', 'master'),
    booted: gauge('node_boot_time_seconds', 'Node boot time, in unixtime.'),
    image: gauge('kairos_boot_state', 'Which image the host has booted, 1 for the current one.', 'state'),
    node: gauge(
      'kube_node_info',
      'Information about a cluster node.',
      ...['node', 'internal_ip', 'kubelet_version', 'kernel_version', 'os_image'],
    ),
    addresses: gauge('metallb_allocator_addresses_total', 'Number of usable addresses, per pool.', 'pool'),
    inUse: gauge('metallb_allocator_addresses_in_use_total', 'Number of addresses in use, per pool.', 'pool'),
  };
}

function isUp({ ready, host }: Machine): boolean {
  return ready && host.health?.state === 'healthy';
}

function tellHost(
  { bonded, active, booted, image, node }: Metrics,
  cluster: Cluster,
  machine: Machine,
): void {
  const { bond, boot, ip, os } = machine.host;
  const exporter = target(cluster, 'node-exporter', 'monitoring', `${ip}:9100`);
  bonded.set({ ...exporter, master: 'bond0' }, bond.cards);
  active.set({ ...exporter, master: 'bond0' }, bond.up);
  booted.set(exporter, boot.at / 1000);
  for (const state of ['active', 'passive']) image.set({ ...exporter, state }, Number(state === boot.image));
  node.set(
    {
      ...target(cluster, 'kube-state-metrics', 'monitoring', 'kube-state-metrics:8080'),
      ...{ node: machine.name, internal_ip: ip, kubelet_version: `v${cluster.kubernetesVersion}` },
      ...{ kernel_version: os.kernelVersion, os_image: `${os.family} ${os.version}` },
    },
    1,
  );
}

function tellAddresses({ addresses, inUse }: Metrics, cluster: Cluster): void {
  const { name, size, used } = cluster.addressPool;
  const controller = target(cluster, 'metallb-controller', 'metallb-system', `controller:${METALLB_PORT}`);
  addresses.set({ ...controller, pool: name }, size);
  inUse.set({ ...controller, pool: name }, used);
}

function target({ name }: Cluster, job: string, namespace: string, instance: string): Target {
  return { cluster: name, job, namespace, instance };
}

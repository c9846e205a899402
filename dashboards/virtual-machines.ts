import { defineDashboard } from './kit/dashboard.ts';
import { anyIsBad, anyIsWorthALook, plain, rising, words, yesIsBad } from './kit/levels.ts';
import { howMany, toCluster } from './kit/panels.ts';
import { age, chosen, inProjects } from './kit/queries.ts';
import { virtualMachineStates } from './kit/state-levels.ts';
import { palette, project } from './kit/variables.ts';

/** Names are unique within a namespace of a cluster. */
const VM = 'palette, project, cluster_uid, cluster_name, vm_namespace, virtual_machine';

/** One label of all that, since a table tells its lines apart by one. */
const KEY = 'machine';

export const virtualMachines = defineDashboard(() => ({
  uid: 'palette-virtual-machines',
  title: 'Palette virtual machines',
  description: 'Do all virtual machines run that should, and which of them stand in the way of a rollout?',
  tags: ['palette'],
  from: 'now-6h',
  targets: ['palette_exporter_collector_up'],
  variables: [palette, project],
  rows: [
    {
      title: 'Do all virtual machines run that should?',
      panels: [
        howMany(
          'Clusters',
          'Clusters on which virtual machines run.',
          `max by (palette, cluster_uid) (${chosen('palette_virtual_machine_cluster_info')})`,
          plain,
        ),
        howMany('Machines', 'Virtual machines of all clusters.', ofVm('palette_virtual_machine_info'), plain),
        howMany(
          'Down',
          'Virtual machines that should run and are not ready.',
          `${ofVm('palette_virtual_machine_ready')} == 0 and on (${VM}) ${ofVm('palette_virtual_machine_wanted')} == 1`,
          anyIsBad,
        ),
        howMany(
          'Start failing',
          'Virtual machines of which the last start failed.',
          `${ofVm('palette_virtual_machine_start_failures')} > 0`,
          anyIsBad,
        ),
        howMany(
          'Cannot be moved',
          'Virtual machines that keep their node from being drained.',
          `${ofVm('palette_virtual_machine_live_migratable')} == 0`,
          anyIsWorthALook,
        ),
        howMany(
          'Migrating',
          'Virtual machines that are being moved to another node.',
          ofVm('palette_virtual_machine_state', 'state="Migrating"'),
          anyIsWorthALook,
        ),
        howMany(
          'Snapshot failed',
          'Virtual machines of which the last snapshot failed.',
          `${ofVm('palette_virtual_machine_snapshot_last_failed')} == 1`,
          anyIsBad,
        ),
        {
          kind: 'table',
          title: 'Virtual machines, worst first',
          description:
            'All virtual machines: what they do, whether they can be moved, and their last good snapshot.',
          height: 14,
          lines: `max by (${KEY}, ${VM}) (${keyed(`1 - ${inProjects('palette_virtual_machine_ready')}`)})`,
          by: KEY,
          columns: [
            {
              title: 'Runs',
              mappings: [
                { value: '0', text: 'Yes', level: 'good' },
                { value: '1', text: 'No', level: 'watch' },
              ],
            },
            { title: 'Virtual machine', label: 'virtual_machine' },
            { title: 'Namespace', label: 'vm_namespace' },
            { title: 'Cluster', label: 'cluster_name', links: [toCluster] },
            {
              title: 'State',
              label: 'state',
              expr: `max by (${KEY}, state) (${keyed(inProjects('palette_virtual_machine_state'))})`,
              mappings: words(virtualMachineStates),
            },
            {
              title: 'Cannot be moved',
              label: 'reason',
              expr: `max by (${KEY}, reason) (${keyed(inProjects('palette_virtual_machine_migration_blocked'))})`,
            },
            {
              title: 'Last snapshot',
              expr: age(
                `max by (${KEY}) (${keyed(inProjects('palette_virtual_machine_snapshot_last_success_timestamp_seconds'))})`,
              ),
              unit: 's',
            },
            {
              title: 'Snapshot failed',
              expr: `max by (${KEY}) (${keyed(inProjects('palette_virtual_machine_snapshot_last_failed'))})`,
              mappings: yesIsBad,
            },
          ],
          sortBy: 'Runs',
          worst: true,
          empty: 'No virtual machines in these projects',
        },
      ],
    },
    {
      title: 'What waits, and is there room if a node dies?',
      panels: [
        howMany(
          'Restart needed',
          'Virtual machines that a change has not reached yet.',
          ofVm('palette_virtual_machine_condition', 'type="RestartRequired"', 'status="True"'),
          anyIsWorthALook,
        ),
        howMany(
          'Agent silent',
          'Virtual machines whose guest agent does not answer.',
          ofVm('palette_virtual_machine_condition', 'type="AgentConnected"', 'status="False"'),
          anyIsWorthALook,
        ),
        howMany(
          'Snapshot waiting',
          'Virtual machines with a snapshot that has neither failed nor become ready.',
          ofVm('palette_virtual_machine_snapshot_unready_since_timestamp_seconds'),
          anyIsWorthALook,
        ),
        {
          kind: 'timeline',
          title: 'Machines that did not run',
          description: 'When machines that should run were not ready. A gap means that all was well.',
          query: {
            // What is well is left out before anything is worked out: with 10,000 machines each further step is felt.
            expr: `max by (${VM}) (${inProjects('palette_virtual_machine_ready')} == 0) unless on (${VM}) (${inProjects('palette_virtual_machine_wanted')} == 0)`,
            legend: '{{virtual_machine}}',
          },
          points: 180,
          mappings: [{ value: '0', text: 'Down', level: 'bad' }],
          empty: 'All machines ran all the time',
        },
        {
          kind: 'graph',
          title: 'Memory wanted of what is there with a node less',
          description:
            'The clusters in which machines want the largest share of the memory that is left when their largest node is away. Above 100 % some have no place then. A cluster of one node has none left.',
          unit: 'percentunit',
          min: 0,
          thresholds: rising(0.9, 1),
          points: 120,
          empty: 'No virtual machines in these projects',
          queries: [
            {
              expr: `topk(10, ${wanted} / (sum by (${OF_CLUSTER}) (${nodes}) - max by (${OF_CLUSTER}) (${nodes}) > 0))`,
              legend: '{{cluster_name}}',
            },
          ],
        },
      ],
    },
  ],
}));

const OF_CLUSTER = 'cluster_name, cluster_uid';
const nodes = `max by (${OF_CLUSTER}, node) (${inProjects('palette_node_memory_bytes')})`;
const wanted = `max by (${OF_CLUSTER}) (${inProjects('palette_virtual_machines_requested_memory_bytes')})`;

function ofVm(metric: string, ...matchers: readonly string[]): string {
  return `max by (${VM}) (${inProjects(metric, ...matchers)})`;
}

function keyed(expr: string): string {
  return `label_join(${expr}, "${KEY}", "/", "cluster_uid", "vm_namespace", "virtual_machine")`;
}

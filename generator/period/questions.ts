import { maxBy, minBy, ours, theirs } from '../../alerts/kit/promql.ts';
import { countedObjects } from '../../alerts/kit/recordings.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { CLUSTER, LOCAL_CLUSTER, NODE, VIRTUAL_MACHINE } from '../../alerts/kit/subjects.ts';
import type { Settings } from '../site-settings.ts';

/** One query of a report. */
export interface Question {
  /** What it tells, for the appendix. */
  readonly what: string;
  /**
   * `minutes`: how many minutes of each day each series was there; `states`: at which minutes it was; `moment`: what was
   * there at one moment, such as before and after.
   */
  readonly how: 'minutes' | 'states' | 'moment';
  readonly promql: string;
}

/** Objects of which a report says how long they were there to be used. */
export interface AvailabilityQuestion {
  readonly title: string;
  /** What counts as failing. */
  readonly failure: string;
  /** Labels that tell one from another, and the one that people call it by. */
  readonly key: readonly string[];
  readonly name: string;
  readonly objects: Question;
  readonly failing: Question;
}

/** A version that something has. */
export interface VersionQuestion extends Question {
  /** What has it. */
  readonly of: string;
  /** Labels that name the thing for people. */
  readonly name: readonly string[];
  /** Labels whose values are versions, with what they are versions of. */
  readonly versions: Readonly<Record<string, string>>;
}

const CLUSTER_LABELS = CLUSTER.identity;
const NOT_FAILED = 'state!~"(?i).*(fail|error).*"';
const NODE_LABELS = [...CLUSTER_LABELS, 'node'];

/** All availability questions, in the order of the report. */
export function availabilityQuestions(settings: Settings): readonly AvailabilityQuestion[] {
  const clusters = countedObjects(settings, 'clusters');
  const hosts = countedObjects(settings, 'edge-hosts');
  const answers = maxBy(settings, ['palette'], ours(settings, 'palette_up'));
  const system = maxBy(settings, ['palette'], ours(settings, 'palette_system_up'));
  const localUi = maxBy(settings, ['edge_host'], ours(settings, 'palette_localui_up'));
  return [
    console_('Tenant console', 'palette', answers),
    console_('System console', 'palette', system),
    console_('Local UI', 'edge_host', localUi),
    {
      title: 'Clusters',
      failure: 'not healthy, or Palette does not know',
      key: ['palette', 'cluster_uid'],
      name: 'cluster_name',
      ...minutes('Clusters that count', clusters.objects, 'clusters that were not healthy', clusters.failing),
    },
    {
      title: 'Edge hosts',
      failure: 'not healthy, while a cluster uses it',
      key: ['palette', 'edge_host_uid'],
      name: 'edge_host_name',
      ...minutes('Edge hosts in use', hosts.objects, 'edge hosts that were not healthy', hosts.failing),
    },
  ];
}

function console_(title: string, label: string, up: string): AvailabilityQuestion {
  return {
    title,
    failure: 'does not answer the exporter',
    key: [label],
    name: label,
    ...minutes(`${title}: asked`, up, `${title}: no answer`, `(${up}) == 0`),
  };
}

function minutes(what: string, objects: string, failing: string, expr: string) {
  return {
    objects: { what, how: 'minutes', promql: objects },
    failing: { what: failing, how: 'minutes', promql: expr },
  } as const;
}

/** What a report asks besides availability and versions. */
export function questionsOf(settings: Settings) {
  const max = (labels: readonly string[], metric: string, ...matchers: readonly string[]) =>
    maxBy(settings, labels, ours(settings, metric, ...matchers));
  const boots = theirs(settings, 'nodeExporter', 'node_boot_time_seconds');
  const slots = theirs(settings, 'nodeExporter', 'kairos_boot_state');
  const nodeInfo = theirs(settings, 'kubeStateMetrics', 'kube_node_info');
  const completed = 'state="Completed"';
  const alertNames = Object.values(reliedOn).flat().join('|');
  return {
    measured: states(
      'When the exporter was scraped',
      `count(${ours(settings, 'palette_exporter_collector_up')})`,
    ),
    collectorsDown: {
      what: 'Collectors that failed',
      how: 'minutes',
      promql: `${max(['source', 'collector'], 'palette_exporter_collector_up')} == 0`,
    },
    rollingOut: states(
      'Clusters that were rolled out',
      `${max(CLUSTER_LABELS, 'palette_cluster_update_phase', 'phase="rolling_out"')} == 1`,
    ),
    applianceUpgrading: states(
      'Packs of locally managed clusters that were deployed anew',
      `${max(LOCAL_CLUSTER.identity, 'palette_localui_pack_status', 'status!="Running"', NOT_FAILED.replace('state', 'status'))} == 1`,
    ),
    cordoned: states(
      'Nodes that were taken out of service',
      `${max([...NODE_LABELS, 'action', 'state'], 'palette_node_maintenance')} == 1`,
    ),
    notRunning: states(
      'Machines that were not running',
      `${max([...NODE_LABELS, 'state'], 'palette_node_instance_state', 'state!="Running"')} == 1`,
    ),
    notReady: states('Nodes that were not ready', `${max(NODE_LABELS, 'palette_node_ready')} == 0`),
    localUiAway: states(
      'Hosts whose Local UI did not answer',
      `${max(['edge_host'], 'palette_localui_up')} == 0`,
    ),
    machinesDown: {
      what: 'Virtual machines that should run and were not ready',
      how: 'minutes',
      promql:
        `${max(VIRTUAL_MACHINE.identity, 'palette_virtual_machine_ready')} == 0 and ` +
        `${max(VIRTUAL_MACHINE.identity, 'palette_virtual_machine_wanted')} == 1`,
    },
    members: moment(
      'Hosts of locally managed clusters',
      max(['cluster_uid', 'edge_host'], 'palette_localui_cluster_member'),
    ),
    nodeHosts: moment('Edge hosts under the nodes', max([...NODE.identity], 'palette_node_info')),
    nodeAddresses: moment('Addresses of nodes', `max by (node, internal_ip, kubelet_version) (${nodeInfo})`),
    boots: moment('When hosts booted', maxBy(settings, ['host'], boots)),
    slots: moment('Which image hosts ran', `${maxBy(settings, ['host', 'state'], slots)} == 1`),
    firing: states(
      'Alerts that fired',
      `ALERTS{alertstate="firing", component!=""} or ALERTS{alertstate="firing", alertname=~"${alertNames}"}`,
    ),
    scheduled: moment(
      'Clusters with scheduled backups',
      max(CLUSTER_LABELS, 'palette_cluster_backup_scheduled'),
    ),
    backups: moment(
      'Backups that Palette keeps',
      `sum by (${[...CLUSTER_LABELS, 'state'].join(', ')}) (${max([...CLUSTER_LABELS, 'state', 'actor'], 'palette_cluster_backups')})`,
    ),
    lastBackup: moment(
      'Last good backups',
      max(CLUSTER_LABELS, 'palette_cluster_backup_last_timestamp_seconds', completed),
    ),
    backupExpiry: moment(
      'When the last good backup expires',
      max(CLUSTER_LABELS, 'palette_cluster_backup_expiry_timestamp_seconds', completed),
    ),
    databaseBackups: moment(
      'Backups of the management database',
      max(['palette', 'mode', 'state'], 'palette_system_db_backups'),
    ),
    lastDatabaseBackup: moment(
      'Last good backups of the management database',
      max(['palette', 'mode'], 'palette_system_db_backup_last_finish_timestamp_seconds', NOT_FAILED),
    ),
    snapshots: moment(
      'Snapshots of virtual machines',
      `sum by (${[...CLUSTER_LABELS, 'phase'].join(', ')}) (${max([...VIRTUAL_MACHINE.identity, 'phase'], 'palette_virtual_machine_snapshots')})`,
    ),
    oldestSnapshot: moment(
      'The virtual machine whose last good snapshot is the oldest',
      minBy(
        settings,
        CLUSTER_LABELS,
        max(VIRTUAL_MACHINE.identity, 'palette_virtual_machine_snapshot_last_success_timestamp_seconds'),
      ),
    ),
  } as const satisfies Record<string, Question>;
}

export type Questions = ReturnType<typeof questionsOf>;

/** All versions that a report compares, in its order. */
export function versionQuestions(settings: Settings): readonly VersionQuestion[] {
  const version = (
    of: string,
    metric: string,
    key: readonly string[],
    name: readonly string[],
    versions: VersionQuestion['versions'],
  ): VersionQuestion => ({
    what: `Versions: ${of}`,
    how: 'moment',
    promql: `max by (${[...new Set([...key, ...name, ...Object.keys(versions)])].join(', ')}) (${ours(settings, metric)})`,
    of,
    name,
    versions,
  });
  const cluster = ['palette', 'cluster_uid'];
  const local = ['cluster_uid', 'cluster_name'];
  return [
    version('Palette', 'palette_system_version_info', ['palette'], ['palette'], { installed: 'Palette' }),
    version('cluster', 'palette_cluster_kubernetes_info', cluster, ['cluster_name'], {
      version: 'Kubernetes',
    }),
    version(
      'profile',
      'palette_cluster_profile_info',
      [...cluster, 'profile_uid'],
      ['cluster_name', 'profile'],
      { version: 'profile' },
    ),
    version(
      'pack',
      'palette_cluster_pack_deployed_info',
      [...cluster, 'profile_uid'],
      ['cluster_name', 'pack'],
      { version: 'pack' },
    ),
    version('edge host', 'palette_edge_host_info', ['palette', 'edge_host_uid'], ['edge_host_name'], {
      os_version: 'operating system',
      kernel_version: 'kernel',
      agent_version: 'agent',
    }),
    version('appliance', 'palette_localui_cluster_info', local, ['cluster_name'], {
      k8s_version: 'Kubernetes',
      agent_version: 'agent',
    }),
    version(
      'pack of the appliance',
      'palette_localui_pack_info',
      [...local, 'profile'],
      ['cluster_name', 'pack'],
      { pack_version: 'pack' },
    ),
    version('host of the appliance', 'palette_localui_host_info', ['edge_host'], ['edge_host'], {
      os_version: 'operating system',
      kernel_version: 'kernel',
      agent_version: 'agent',
    }),
    version('exporter', 'palette_exporter_build_info', [], [], { version: 'palette-exporter' }),
  ];
}

/** What other exporters tell a report, and what is missing from it without them. */
export function otherSources(settings: Settings): readonly (Question & { readonly lost: string })[] {
  return [
    {
      ...moment('kube-state-metrics', `count(${theirs(settings, 'kubeStateMetrics', 'kube_node_info')})`),
      lost: 'versions of the kubelet, and which host a node is',
    },
    {
      ...moment('node_exporter', `count(${theirs(settings, 'nodeExporter', 'node_boot_time_seconds')})`),
      lost: 'when hosts booted',
    },
    {
      ...moment(
        'the hook that tells the boot state of Kairos',
        `count(${theirs(settings, 'nodeExporter', 'kairos_boot_state')})`,
      ),
      lost: 'which slot hosts ran before and after an upgrade',
    },
    {
      ...moment('the system console', `count(${ours(settings, 'palette_system_version_info')})`),
      lost: 'version, database backups and availability of the installation',
    },
    {
      ...moment('Local UI', `count(${ours(settings, 'palette_localui_up')})`),
      lost: 'the appliance and its upgrades',
    },
    {
      ...moment('virtual machines', `count(${ours(settings, 'palette_virtual_machine_ready')})`),
      lost: 'virtual machines and their snapshots',
    },
  ];
}

function states(what: string, promql: string): Question {
  return { what, how: 'states', promql };
}

function moment(what: string, promql: string): Question {
  return { what, how: 'moment', promql };
}

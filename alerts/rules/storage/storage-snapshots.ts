import { defineAlert } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, olderThan, onSame, seconds, theirs } from '../../kit/promql.ts';
import { ages, series, turns } from '../../kit/proof.ts';
import { OF_CLUSTER } from '../../kit/subjects.ts';

const SCHEDULE = { cluster: 'edge-1', namespace: 'shop', name: 'nightly' };
const SNAPSHOT = { cluster: 'edge-1', namespace: 'shop', volumesnapshot: 'cart-1' };
const ELSEWHERE = { ...SCHEDULE, cluster: 'edge-2' };
const APP = { cluster: 'edge-1', namespace: 'shop', name: 'shop-backup' };
const kube = (metric: string, labels: Record<string, string>) =>
  series(metric, { job: 'kube-state-metrics', ...labels });
const ITEM = 'portworx_snapshot_schedule_item_finish_timestamp_seconds';
const SUSPENDED = 'portworx_snapshot_schedule_suspended';
const DAILY = { ...SCHEDULE, policy_type: 'Daily' };
const READY = kube(ITEM, { ...DAILY, status: 'Ready' });
const ERROR = kube(ITEM, { ...DAILY, status: 'Error' });
const OLD = ages(DAILY, '30m', { of: READY, limit: '26h' });
const NIGHTLY = kube(SUSPENDED, { ...SCHEDULE, policy: 'nightly' });
/** Without a good one for 26 hours, and an hour more for the alert to fire. */
const NONE = turns(
  SCHEDULE,
  '27h',
  { [NIGHTLY]: ['_', 0], [ERROR]: ['_', 300] },
  {
    also: [
      { states: { [NIGHTLY]: ['_', 0] } },
      { states: { [READY]: [100, '_'], [ERROR]: [1, 300] } },
      {
        states: {
          [kube(SUSPENDED, { ...SCHEDULE, policy: 'monthly' })]: ['_', 0],
          [kube(ITEM, { ...SCHEDULE, policy_type: 'Monthly', status: 'Pending' })]: ['_', 0],
        },
      },
    ],
    silent: [
      { [kube(SUSPENDED, { ...SCHEDULE, policy: 'default-monthly-policy' })]: [0, 0] },
      { [NIGHTLY]: [1, 1], [ERROR]: [300, 300] },
      { [NIGHTLY]: [0, 0], [READY]: [1, 1] },
    ],
  },
);
/** By how many days more than a daily one a schedule of Stork may be late. */
const RARER = { Weekly: 6, Monthly: 30 } as const;

const items = (settings: AlertSettings, labels: readonly string[], ...matchers: readonly string[]) =>
  maxBy(settings, labels, theirs(settings, 'kubeStateMetrics', ITEM, ...matchers));

/** What Stork calls the same in several clusters are different things. */
const stork = (settings: AlertSettings, metric: string, value: number) =>
  maxBy(settings, ['cluster', 'namespace', 'name'], `${theirs(settings, 'stork', metric)} == ${value}`);

function unlessSuspended(settings: AlertSettings): string {
  const labels = Object.keys(SCHEDULE);
  const suspended = maxBy(settings, labels, theirs(settings, 'kubeStateMetrics', SUSPENDED));
  return `unless ${onSame(settings, labels)} ${suspended} == 1`;
}

export const portworxSnapshotMissing = defineAlert({
  name: 'PortworxSnapshotMissing',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  thresholds: ['snapshotAge'],
  expr: (settings) => {
    const { snapshotAge } = settings.thresholds;
    const older = (types: string, more = '') => {
      const ready = theirs(settings, 'kubeStateMetrics', ITEM, 'status="Ready"', `policy_type${types}`);
      return olderThan(settings, Object.keys(DAILY), ready, snapshotAge) + more;
    };
    const rarer = Object.entries(RARER).map(([type, days]) => older(`="${type}"`, ` + ${days} * 86400`));
    return `(${[older('=~"Interval|Daily"'), ...rarer].join(' or ')}) ${unlessSuspended(settings)}`;
  },
  for: '30m',
  summary: 'A snapshot schedule has had no good snapshot for longer than it should.',
  description:
    'Schedule {{ $labels.name }} in {{ $labels.namespace }} had its last good snapshot {{ $value | humanizeDuration }} ago.',
  runbook: {
    meaning:
      'A schedule of Stork has no item in state Ready that is younger than the limit: somewhat more than a day, a week ' +
      'for a weekly and a month for a monthly schedule. One that never had any shows as PortworxSnapshotNone.',
    impact: 'Data changed since then cannot be restored from a local snapshot.',
    diagnosis: `1. \`kubectl --namespace <namespace> get volumesnapshotschedule <schedule> -o yaml\`: \`status.items\`, the messages of failed ones.
2. \`kubectl --namespace <namespace> get volumesnapshots.volumesnapshot.external-storage.k8s.io\`
3. Stork: \`kubectl get pods --all-namespaces -l name=stork\`, its log for the name of the schedule.
4. Portworx: is the volume degraded or the pool full? PortworxVolumeDegraded, PortworxPoolFull.`,
    mitigation:
      'Remove the cause named in the message and take one by hand to be safe (a VolumeSnapshot of the same claim).',
  },
  tests: {
    ...OLD,
    also: [
      // The other schedule of that name, in another cluster, is suspended.
      {
        ...OLD.firing,
        series: { ...OLD.firing.series, [kube(SUSPENDED, { ...SCHEDULE, cluster: 'edge-2' })]: '1x60' },
        alerts: [OLD.firing],
      },
      {
        series: { [kube(ITEM, { ...DAILY, policy_type: 'Weekly', status: 'Ready' })]: '0x400' },
        at: '171h',
        alerts: [{ labels: { ...DAILY, policy_type: 'Weekly' }, value: 171 * 3600 }],
      },
    ],
    quiet: [
      ...OLD.quiet,
      { ...OLD.firing, series: { ...OLD.firing.series, [kube(SUSPENDED, SCHEDULE)]: '1x60' } },
      {
        series: {
          [kube(ITEM, { ...DAILY, policy_type: 'Weekly', status: 'Ready' })]: '0x400',
          [kube(ITEM, { ...DAILY, policy_type: 'Monthly', status: 'Ready' })]: '0x400',
        },
        at: '170h',
      },
    ],
  },
});

export const portworxSnapshotNone = defineAlert({
  name: 'PortworxSnapshotNone',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  thresholds: ['snapshotAge'],
  // Looks back instead of waiting for so long: each gap in the metrics would begin the wait anew.
  expr: (settings) => {
    const { snapshotAge } = settings.thresholds;
    const labels = Object.keys(SCHEDULE);
    const same = onSame(settings, labels);
    const of = (metric: string, ...matchers: string[]) =>
      theirs(settings, 'kubeStateMetrics', metric, ...matchers);
    const before = (metric: string) =>
      maxBy(settings, labels, `max_over_time(${metric}[1h] offset ${snapshotAge})`);
    // Until it has an item nothing tells how often it runs, but most name their policy after it.
    const often = of(SUSPENDED, 'policy!~"(?i).*(week|month).*"');
    const now = `${maxBy(settings, labels, of(SUSPENDED))} or ${items(settings, labels)}`;
    const lately = (expression: string) => `max_over_time(${expression}[${snapshotAge}:10m])`;
    const ready = lately(items(settings, labels, 'status="Ready"'));
    const suspended = lately(maxBy(settings, labels, of(SUSPENDED)));
    return (
      `(${before(often)} or ${before(of(ITEM))}) and ${same} (${now}) ` +
      `unless ${same} ${ready} unless ${same} ${suspended} == 1`
    );
  },
  for: '1h',
  summary: 'A snapshot schedule has no good snapshot at all.',
  description:
    'Schedule {{ $labels.name }} in {{ $labels.namespace }} has had no good snapshot at all for too long.',
  runbook: {
    meaning:
      'Stork lists no item in state Ready for this schedule: each one failed or hangs, none was ever begun, or the good ' +
      'ones were deleted, and that for longer than the limit, in which it was not suspended. A weekly or monthly schedule ' +
      'counts once it has begun an item, or when the name of its policy does not contain week or month.',
    impact: 'There is no local snapshot to restore from.',
    diagnosis: `1. \`kubectl --namespace <namespace> get volumesnapshotschedule <schedule> -o yaml\`: \`status.items\` and their messages.
2. No items: does the policy exist, and when does it run? \`kubectl get schedulepolicies.stork.libopenstorage.org -o yaml\`;
   does the claim that the template names exist?
3. Stork: \`kubectl get pods --all-namespaces -l name=stork\`, its log for the name of the schedule.
4. Portworx: is the volume degraded or the pool full? PortworxVolumeDegraded, PortworxPoolFull.`,
    mitigation:
      'Correct the schedule or remove the cause named in the message, and take a snapshot by hand to be safe. A ' +
      'monthly policy that is merely new: silence the alert until its first run.',
  },
  tests: {
    ...NONE,
    also: [
      ...(NONE.also ?? []),
      // kube-state-metrics was away for a while.
      { series: { [NIGHTLY]: '0x19 _x2 0x40' }, at: '27h', alerts: [NONE.firing] },
    ],
    quiet: [
      ...NONE.quiet,
      { series: { [NIGHTLY]: '0x60' }, at: '26h' },
      // Resumed, deleted, and a good one that came and went.
      { series: { [NIGHTLY]: '1x20 0x60', [ERROR]: '300x80' }, at: '27h' },
      { series: { [NIGHTLY]: '0x50 stale' }, at: '27h' },
      { series: { [NIGHTLY]: '0x60', [READY]: '_x30 9x2 stale' }, at: '27h' },
    ],
  },
});

export const portworxSnapshotFailed = defineAlert({
  name: 'PortworxSnapshotFailed',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  expr: (settings) => {
    const labels = Object.keys(SCHEDULE);
    const failed = items(settings, labels, 'status="Error"');
    const ready = items(settings, labels, 'status="Ready"');
    return `${failed} > ${ready} or (${failed} unless ${onSame(settings, labels)} ${ready})`;
  },
  for: '15m',
  summary: 'The last snapshot of a schedule failed.',
  description: 'The last snapshot of schedule {{ $labels.name }} in {{ $labels.namespace }} failed.',
  runbook: {
    meaning: 'The newest finished item of the schedule is in state Error.',
    impact: 'The snapshot before it is the newest that can be restored, if there is one.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe volumesnapshotschedule <schedule>\`: the message of the item.
2. Log of Stork: \`kubectl get pods --all-namespaces -l name=stork\`.
3. Portworx: \`pxctl volume list --snapshot\`, \`pxctl alerts show\`.`,
    mitigation: 'Remove the cause. The next run clears the alert; take one by hand if that is too late.',
  },
  tests: turns(
    SCHEDULE,
    '15m',
    { [ERROR]: [100, 300], [READY]: [200, 200] },
    // The very first one.
    { also: [{ states: { [ERROR]: ['_', 300] } }] },
  ),
});

export const portworxSnapshotsSuspended = defineAlert({
  name: 'PortworxSnapshotsSuspended',
  component: 'storage',
  severity: 'warning',
  source: 'stork',
  // Despite its name the metric is 1 when the schedule is suspended.
  expr: (settings) => stork(settings, 'stork_volume_snapshotschedule_status', 1),
  for: '1d',
  summary: 'A snapshot schedule has been suspended for a day.',
  description: `Snapshot schedule {{ $labels.name }} in {{ $labels.namespace }}${OF_CLUSTER} has been suspended for a day.`,
  runbook: {
    meaning: 'Somebody suspended the schedule, as one does before maintenance, and did not resume it.',
    impact: 'No new snapshots are taken.',
    diagnosis: `1. \`kubectl --namespace <namespace> get volumesnapshotschedule <schedule> -o jsonpath='{.spec.suspend}'\`
2. Does a profile set it? Palette would set it again.`,
    mitigation:
      'Resume it: `kubectl --namespace <namespace> patch volumesnapshotschedule <schedule> --type merge -p \'{"spec":{"suspend":false}}\'`',
  },
  tests: turns(
    SCHEDULE,
    '1d',
    { [series('stork_volume_snapshotschedule_status', { ...SCHEDULE, policy: 'daily' })]: [0, 1] },
    {
      also: [
        {
          states: {
            [series('stork_volume_snapshotschedule_status', { ...SCHEDULE, policy: 'daily' })]: [0, 1],
            [series('stork_volume_snapshotschedule_status', { ...ELSEWHERE, policy: 'daily' })]: [0, 1],
          },
          alerts: [{ labels: SCHEDULE }, { labels: ELSEWHERE }],
        },
      ],
    },
  ),
});

export const portworxAppBackupFailed = defineAlert({
  name: 'PortworxAppBackupFailed',
  component: 'backup',
  severity: 'warning',
  source: 'stork',
  expr: (settings) => stork(settings, 'stork_application_backup_status', 3),
  for: '15m',
  summary: 'An application backup of Stork failed.',
  description: `Application backup {{ $labels.name }} in {{ $labels.namespace }}${OF_CLUSTER} failed.`,
  runbook: {
    meaning: 'Stork could not finish an ApplicationBackup.',
    impact: 'This copy does not exist. The one before may still be good.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe applicationbackup <backup>\`: stage, reason, failed volumes.
2. The target: \`kubectl --namespace <namespace> get backuplocation -o yaml\`: reachable, credentials valid, room left?`,
    mitigation:
      'Correct the backup location or the volume, start a backup by hand, and delete the failed one.',
  },
  tests: turns(
    APP,
    '15m',
    { [series('stork_application_backup_status', { ...APP, schedule: 'daily' })]: [5, 3] },
    {
      // It succeeded in another cluster, and in a schedule of another name.
      also: [{ ...APP, cluster: 'edge-2' }, APP].map((good) => ({
        states: {
          [series('stork_application_backup_status', { ...APP, schedule: 'daily' })]: [5, 3],
          [series('stork_application_backup_status', { ...good, schedule: 'weekly' })]: [5, 5],
        },
      })),
    },
  ),
});

export const portworxAppBackupPartial = defineAlert({
  name: 'PortworxAppBackupPartial',
  component: 'backup',
  severity: 'warning',
  source: 'customResources',
  expr: (settings) =>
    `${maxBy(settings, Object.keys(APP), theirs(settings, 'kubeStateMetrics', 'portworx_application_backup_status', 'status="PartialSuccess"'))} == 1`,
  for: '15m',
  summary: 'An application backup lacks some of its volumes.',
  description: 'Application backup {{ $labels.name }} in {{ $labels.namespace }} lacks some of its volumes.',
  runbook: {
    meaning: 'Stork finished the backup, but could not copy all volumes.',
    impact: 'A restore from it would be incomplete.',
    diagnosis: `1. \`kubectl --namespace <namespace> get applicationbackup <backup> -o yaml\`: \`status.volumes\`, those that failed.
2. \`pxctl alerts show --type volume\` for these volumes.`,
    mitigation: 'Repair the volumes and repeat the backup; keep an older complete one until then.',
  },
  tests: turns(APP, '15m', {
    [kube('portworx_application_backup_status', { ...APP, status: 'PartialSuccess' })]: [0, 1],
  }),
});

export const portworxCloudSnapshotFailed = defineAlert({
  name: 'PortworxCloudSnapshotFailed',
  component: 'backup',
  severity: 'warning',
  source: 'portworx',
  expr: (settings) =>
    `${maxBy(settings, ['cluster', 'volumename'], theirs(settings, 'portworx', 'px_backup_stats_backup_status'))} == 2`,
  for: '15m',
  summary: 'The cloud snapshot of a Portworx volume failed.',
  description: 'The cloud snapshot of volume {{ $labels.volumename }} of {{ $labels.cluster }} failed.',
  runbook: {
    meaning: 'Portworx could not copy the snapshot to the object store.',
    impact: 'The copy outside of the site is older than planned.',
    diagnosis: `1. \`pxctl cloudsnap status\`, \`pxctl alerts show\`: the error.
2. Credentials: \`pxctl credentials list\`, \`pxctl credentials validate <id>\`; is the object store reachable and not full?`,
    mitigation: 'Correct the credentials or the store; start it again: `pxctl cloudsnap backup <volume>`.',
  },
  tests: turns({ cluster: 'px-edge-1', volumename: 'pvc-1' }, '15m', {
    [series('px_backup_stats_backup_status', { cluster: 'px-edge-1', volumename: 'pvc-1' })]: [1, 2],
  }),
});

export const paletteVolumeSnapshotNotReady = defineAlert({
  name: 'PaletteVolumeSnapshotNotReady',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  thresholds: ['volumeSnapshotReady'],
  expr: (settings) => {
    const labels = Object.keys(SNAPSHOT);
    const ready = maxBy(
      settings,
      labels,
      theirs(settings, 'kubeStateMetrics', 'kube_volumesnapshot_status_ready_to_use'),
    );
    const created = maxBy(
      settings,
      labels,
      theirs(settings, 'kubeStateMetrics', 'kube_volumesnapshot_created'),
    );
    return `${ready} == 0 and ${onSame(settings, labels)} time() - ${created} > ${seconds(settings.thresholds.volumeSnapshotReady)}`;
  },
  for: '5m',
  summary: 'A volume snapshot does not get ready.',
  description: 'Volume snapshot {{ $labels.volumesnapshot }} in {{ $labels.namespace }} does not get ready.',
  runbook: {
    meaning: 'A CSI snapshot was asked for and is not usable long after that.',
    impact: 'A backup that waits for it fails; a restore from it is not possible.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe volumesnapshot <snapshot>\`: the error.
2. \`kubectl get volumesnapshotcontent\`, log of the snapshot controller and of the CSI snapshotter.`,
    mitigation: 'Delete the snapshot and take it again once the driver works.',
  },
  tests: ages(SNAPSHOT, '5m', {
    of: kube('kube_volumesnapshot_created', SNAPSHOT),
    limit: '1h',
    also: { [kube('kube_volumesnapshot_status_ready_to_use', SNAPSHOT)]: 0 },
  }),
});

export const storageSnapshotAlerts = [
  portworxSnapshotMissing,
  portworxSnapshotNone,
  portworxSnapshotFailed,
  portworxSnapshotsSuspended,
  paletteVolumeSnapshotNotReady,
];

export const volumeBackupAlerts = [
  portworxAppBackupFailed,
  portworxAppBackupPartial,
  portworxCloudSnapshotFailed,
];

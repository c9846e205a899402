import { defineAlerts } from '../../kit/alert.ts';
import type { AlertSettings } from '../../kit/alert-settings.ts';
import { maxBy, olderThan, onSame, seconds, theirs } from '../../kit/promql.ts';
import { ages, turns } from '../../kit/proof.ts';
import { KUBERNETES, OF_CLUSTER, subject } from '../../kit/subjects.ts';

const SCHEDULE = KUBERNETES.with({ namespace: 'shop', name: 'nightly' });
const DAILY = SCHEDULE.with({ policy_type: 'Daily' });
const WEEKLY = SCHEDULE.with({ policy_type: 'Weekly' });
const MONTHLY = SCHEDULE.with({ policy_type: 'Monthly' });
/** The same schedule as Stork tells of it by itself, under no job of ours. */
const STORK_SCHEDULE = subject(SCHEDULE.labels);
const ELSEWHERE = STORK_SCHEDULE.with({ cluster: 'edge-2' });
const SNAPSHOT = KUBERNETES.with({ namespace: 'shop', volumesnapshot: 'cart-1' });
const ITEM = 'portworx_snapshot_schedule_item_finish_timestamp_seconds';
const SUSPENDED = 'portworx_snapshot_schedule_suspended';
const READY = DAILY.of(ITEM, { status: 'Ready' });
const ERROR = DAILY.of(ITEM, { status: 'Error' });
const OLD = ages(DAILY, '30m', { of: READY, limit: '26h' });
const NIGHTLY = SCHEDULE.of(SUSPENDED, { policy: 'nightly' });
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
          [SCHEDULE.of(SUSPENDED, { policy: 'monthly' })]: ['_', 0],
          [MONTHLY.of(ITEM, { status: 'Pending' })]: ['_', 0],
        },
      },
    ],
    silent: [
      { [SCHEDULE.of(SUSPENDED, { policy: 'default-monthly-policy' })]: [0, 0] },
      { [NIGHTLY]: [1, 1], [ERROR]: [300, 300] },
      { [NIGHTLY]: [0, 0], [READY]: [1, 1] },
    ],
  },
);
/** By how many days more than a daily one a schedule of Stork may be late. */
const RARER = { Weekly: 6, Monthly: 30 } as const;

export const storageSnapshotsAlerts = defineAlerts('storage', {
  PortworxSnapshotMissing: {
    severity: 'warning',
    source: 'customResources',
    thresholds: ['snapshotAge'],
    expr: (settings) => {
      const { snapshotAge } = settings.thresholds;
      const older = (types: string, more = '') => {
        const ready = theirs(settings, 'kubeStateMetrics', ITEM, 'status="Ready"', `policy_type${types}`);
        return olderThan(settings, DAILY.identity, ready, snapshotAge) + more;
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
          series: { ...OLD.firing.series, [SCHEDULE.of(SUSPENDED, { cluster: 'edge-2' })]: '1x60' },
          alerts: [OLD.firing],
        },
        {
          series: { [WEEKLY.of(ITEM, { status: 'Ready' })]: '0x400' },
          at: '171h',
          alerts: [{ labels: WEEKLY.labels, value: 171 * 3600 }],
        },
      ],
      quiet: [
        ...OLD.quiet,
        { ...OLD.firing, series: { ...OLD.firing.series, [SCHEDULE.of(SUSPENDED)]: '1x60' } },
        {
          series: {
            [WEEKLY.of(ITEM, { status: 'Ready' })]: '0x400',
            [MONTHLY.of(ITEM, { status: 'Ready' })]: '0x400',
          },
          at: '170h',
        },
      ],
    },
  },

  PortworxSnapshotNone: {
    severity: 'warning',
    source: 'customResources',
    thresholds: ['snapshotAge'],
    // Looks back instead of waiting for so long: each gap in the metrics would begin the wait anew.
    expr: (settings) => {
      const { snapshotAge } = settings.thresholds;
      const labels = SCHEDULE.identity;
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
  },

  PortworxSnapshotFailed: {
    severity: 'warning',
    source: 'customResources',
    expr: (settings) => {
      const labels = SCHEDULE.identity;
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
  },

  PortworxSnapshotsSuspended: {
    severity: 'warning',
    source: 'stork',
    // Despite its name the metric is 1 when the schedule is suspended.
    expr: (settings) =>
      // What Stork calls the same in several clusters are different things.
      maxBy(
        settings,
        SCHEDULE.identity,
        `${theirs(settings, 'stork', 'stork_volume_snapshotschedule_status')} == 1`,
      ),
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
      { [STORK_SCHEDULE.of('stork_volume_snapshotschedule_status', { policy: 'daily' })]: [0, 1] },
      {
        also: [
          {
            states: {
              [STORK_SCHEDULE.of('stork_volume_snapshotschedule_status', { policy: 'daily' })]: [0, 1],
              [ELSEWHERE.of('stork_volume_snapshotschedule_status', { policy: 'daily' })]: [0, 1],
            },
            alerts: [{ labels: SCHEDULE.labels }, { labels: ELSEWHERE.labels }],
          },
        ],
      },
    ),
  },

  PaletteVolumeSnapshotNotReady: {
    severity: 'warning',
    source: 'customResources',
    thresholds: ['volumeSnapshotReady'],
    expr: (settings) => {
      const labels = SNAPSHOT.identity;
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
    description:
      'Volume snapshot {{ $labels.volumesnapshot }} in {{ $labels.namespace }} does not get ready.',
    runbook: {
      meaning: 'A CSI snapshot was asked for and is not usable long after that.',
      impact: 'A backup that waits for it fails; a restore from it is not possible.',
      diagnosis: `1. \`kubectl --namespace <namespace> describe volumesnapshot <snapshot>\`: the error.
2. \`kubectl get volumesnapshotcontent\`, log of the snapshot controller and of the CSI snapshotter.`,
      mitigation: 'Delete the snapshot and take it again once the driver works.',
    },
    tests: ages(SNAPSHOT, '5m', {
      of: SNAPSHOT.of('kube_volumesnapshot_created'),
      limit: '1h',
      also: { [SNAPSHOT.of('kube_volumesnapshot_status_ready_to_use')]: 0 },
    }),
  },
});

function unlessSuspended(settings: AlertSettings): string {
  const labels = SCHEDULE.identity;
  const suspended = maxBy(settings, labels, theirs(settings, 'kubeStateMetrics', SUSPENDED));
  return `unless ${onSame(settings, labels)} ${suspended} == 1`;
}

function items(settings: AlertSettings, labels: readonly string[], ...matchers: readonly string[]): string {
  return maxBy(settings, labels, theirs(settings, 'kubeStateMetrics', ITEM, ...matchers));
}

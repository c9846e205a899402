import { defineAlert } from './alert.ts';
import { maxBy, olderThan, seconds, theirs } from './promql.ts';
import { ages, series, turns } from './proof.ts';

const SCHEDULE = { cluster: 'edge-1', namespace: 'shop', name: 'nightly' };
const SNAPSHOT = { cluster: 'edge-1', namespace: 'shop', volumesnapshot: 'cart-1' };
const APP = { cluster: 'edge-1', namespace: 'shop', name: 'shop-backup' };
const kube = (metric: string, labels: Record<string, string>) =>
  series(metric, { job: 'kube-state-metrics', ...labels });
const ITEM = 'portworx_snapshot_schedule_item_finish_timestamp_seconds';

export const portworxSnapshotMissing = defineAlert({
  name: 'PortworxSnapshotMissing',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  thresholds: ['snapshotAge'],
  expr: (settings) => {
    const labels = Object.keys(SCHEDULE);
    const ready = theirs(
      settings,
      'kubeStateMetrics',
      ITEM,
      'status="Ready"',
      'policy_type=~"Interval|Daily"',
    );
    const suspended = `${theirs(settings, 'kubeStateMetrics', 'portworx_snapshot_schedule_suspended')} == 1`;
    return (
      `${olderThan(settings, labels, ready, settings.thresholds.snapshotAge)} ` +
      `unless on (namespace, name) ${suspended}`
    );
  },
  for: '30m',
  summary: 'A snapshot schedule has had no good snapshot for longer than a day.',
  description:
    'Schedule {{ $labels.name }} in {{ $labels.namespace }} had its last good snapshot {{ $value | humanizeDuration }} ago.',
  runbook: {
    meaning:
      'A daily or more frequent schedule of Stork has no item in state Ready that is younger than the limit.',
    impact: 'Data changed since then cannot be restored from a local snapshot.',
    diagnosis: `1. \`kubectl --namespace <namespace> get volumesnapshotschedule <schedule> -o yaml\`: \`status.items\`, the messages of failed ones.
2. \`kubectl --namespace <namespace> get volumesnapshots.volumesnapshot.external-storage.k8s.io\`
3. Stork: \`kubectl get pods --all-namespaces -l name=stork\`, its log for the name of the schedule.
4. Portworx: is the volume degraded or the pool full? PortworxVolumeDegraded, PortworxPoolFull.`,
    mitigation:
      'Remove the cause named in the message and take one by hand to be safe (a VolumeSnapshot of the same claim).',
  },
  tests: ages(SCHEDULE, '30m', {
    of: kube(ITEM, { ...SCHEDULE, status: 'Ready', policy_type: 'Daily' }),
    limit: '26h',
  }),
});

export const portworxSnapshotFailed = defineAlert({
  name: 'PortworxSnapshotFailed',
  component: 'storage',
  severity: 'warning',
  source: 'customResources',
  expr: (settings) => {
    const labels = Object.keys(SCHEDULE);
    const of = (status: string) =>
      maxBy(settings, labels, theirs(settings, 'kubeStateMetrics', ITEM, `status="${status}"`));
    return `${of('Error')} > ${of('Ready')}`;
  },
  for: '15m',
  summary: 'The last snapshot of a schedule failed.',
  description: 'The last snapshot of schedule {{ $labels.name }} in {{ $labels.namespace }} failed.',
  runbook: {
    meaning: 'The newest finished item of the schedule is in state Error.',
    impact: 'The snapshot before it is the newest that can be restored.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe volumesnapshotschedule <schedule>\`: the message of the item.
2. Log of Stork: \`kubectl get pods --all-namespaces -l name=stork\`.
3. Portworx: \`pxctl volume list --snapshot\`, \`pxctl alerts show\`.`,
    mitigation: 'Remove the cause. The next run clears the alert; take one by hand if that is too late.',
  },
  tests: turns(SCHEDULE, '15m', {
    [kube(ITEM, { ...SCHEDULE, status: 'Error', policy_type: 'Daily' })]: [100, 300],
    [kube(ITEM, { ...SCHEDULE, status: 'Ready', policy_type: 'Daily' })]: [200, 200],
  }),
});

export const portworxSnapshotsSuspended = defineAlert({
  name: 'PortworxSnapshotsSuspended',
  component: 'storage',
  severity: 'warning',
  source: 'stork',
  // Despite its name the metric is 1 when the schedule is suspended.
  expr: (settings) =>
    `${maxBy(settings, ['namespace', 'name'], theirs(settings, 'stork', 'stork_volume_snapshotschedule_status'))} == 1`,
  for: '1d',
  summary: 'A snapshot schedule has been suspended for a day.',
  description:
    'Snapshot schedule {{ $labels.name }} in {{ $labels.namespace }} has been suspended for a day.',
  runbook: {
    meaning: 'Somebody suspended the schedule, as one does before maintenance, and did not resume it.',
    impact: 'No new snapshots are taken.',
    diagnosis: `1. \`kubectl --namespace <namespace> get volumesnapshotschedule <schedule> -o jsonpath='{.spec.suspend}'\`
2. Does a profile set it? Palette would set it again.`,
    mitigation:
      'Resume it: `kubectl --namespace <namespace> patch volumesnapshotschedule <schedule> --type merge -p \'{"spec":{"suspend":false}}\'`',
  },
  tests: turns({ namespace: 'shop', name: 'nightly' }, '1d', {
    [series('stork_volume_snapshotschedule_status', { namespace: 'shop', name: 'nightly', policy: 'daily' })]:
      [0, 1],
  }),
});

export const portworxAppBackupFailed = defineAlert({
  name: 'PortworxAppBackupFailed',
  component: 'backup',
  severity: 'warning',
  source: 'stork',
  expr: (settings) =>
    `${maxBy(settings, ['namespace', 'name'], theirs(settings, 'stork', 'stork_application_backup_status'))} == 3`,
  for: '15m',
  summary: 'An application backup of Stork failed.',
  description: 'Application backup {{ $labels.name }} in {{ $labels.namespace }} failed.',
  runbook: {
    meaning: 'Stork could not finish an ApplicationBackup.',
    impact: 'This copy does not exist. The one before may still be good.',
    diagnosis: `1. \`kubectl --namespace <namespace> describe applicationbackup <backup>\`: stage, reason, failed volumes.
2. The target: \`kubectl --namespace <namespace> get backuplocation -o yaml\`: reachable, credentials valid, room left?`,
    mitigation:
      'Correct the backup location or the volume, start a backup by hand, and delete the failed one.',
  },
  tests: turns({ namespace: 'shop', name: 'shop-backup' }, '15m', {
    [series('stork_application_backup_status', {
      namespace: 'shop',
      name: 'shop-backup',
      schedule: 'daily',
    })]: [5, 3],
  }),
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
    return `${ready} == 0 and on (${labels.join(', ')}) time() - ${created} > ${seconds(settings.thresholds.volumeSnapshotReady)}`;
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
  portworxSnapshotFailed,
  portworxSnapshotsSuspended,
  paletteVolumeSnapshotNotReady,
];

export const volumeBackupAlerts = [
  portworxAppBackupFailed,
  portworxAppBackupPartial,
  portworxCloudSnapshotFailed,
];

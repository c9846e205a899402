import { defineAlert } from './alert.ts';
import { ETCDCTL } from './commands.ts';
import { maxBy, olderThan, sumBy, theirs } from './promql.ts';
import { ages, series } from './proof.ts';
import { KUBERNETES, OF_CLUSTER } from './subjects.ts';

const MEMBER = { ...KUBERNETES, instance: '192.0.2.21:2381' };
const JOB = { ...KUBERNETES, namespace: 'kube-system', cronjob: 'etcd-snapshot' };
const of = (metric: string, labels: Record<string, string> = {}) =>
  series(metric, { job: 'kube-etcd', ...MEMBER, ...labels });

export const etcdNoBackup = defineAlert({
  name: 'EtcdNoBackup',
  component: 'etcd',
  severity: 'warning',
  source: 'etcd',
  thresholds: ['etcdBackupAge'],
  expr: (settings) => {
    const copies = theirs(settings, 'etcd', 'etcd_disk_backend_snapshot_duration_seconds_count');
    const window = settings.thresholds.etcdBackupAge;
    // A Prometheus that is younger than the window cannot know.
    return (
      `${sumBy(settings, ['cluster'], `increase(${copies}[${window}])`)} == 0 ` +
      `and on (cluster) ${maxBy(settings, ['cluster'], `${copies} offset ${window}`)} >= 0`
    );
  },
  for: '1h',
  summary: 'No backup of etcd has been taken for longer than a day.',
  description: `No copy of etcd{{ with $labels.cluster }} of cluster {{ . }}{{ end }} has left the server for longer than a day.`,
  runbook: {
    meaning:
      'etcd counts each snapshot that somebody reads (`etcdctl snapshot save`). There was none. The snapshots in ' +
      '`member/snap` are internal and no backup; Palette takes no backup of etcd by itself.',
    impact: 'If the control plane is lost, so is everything that is not in Git or in the profiles.',
    diagnosis: `${ETCDCTL}
1. Is there a job at all? \`kubectl --namespace kube-system get cronjobs\`; the bundle brings one (\`optional/etcd-snapshot\`).
2. Its last runs: \`kubectl --namespace kube-system get jobs\`, log of the newest pod.
3. Does it still count? \`etcd_disk_backend_snapshot_duration_seconds_count\` rises by one with each copy.`,
    mitigation:
      'Deploy the snapshot job, or repair the one you have; take a copy by hand now: `etcdctl … snapshot save <file>`.',
  },
  tests: {
    interval: '10m',
    firing: {
      series: { [of('etcd_disk_backend_snapshot_duration_seconds_count')]: '5x400' },
      at: '28h',
      labels: KUBERNETES,
      description: 'No copy of etcd of cluster edge-1 has left the server for longer than a day.',
    },
    quiet: [
      { series: { [of('etcd_disk_backend_snapshot_duration_seconds_count')]: '5x400' }, at: '26h30m' },
      { series: { [of('etcd_disk_backend_snapshot_duration_seconds_count')]: '5x60 6x340' }, at: '28h' },
    ],
    resolved: {
      series: { [of('etcd_disk_backend_snapshot_duration_seconds_count')]: '5x180 6x60' },
      at: '32h',
    },
  },
});

export const etcdBackupOld = defineAlert({
  name: 'EtcdBackupOld',
  component: 'etcd',
  severity: 'warning',
  source: 'textfile',
  thresholds: ['etcdBackupAge'],
  expr: (settings) =>
    olderThan(
      settings,
      ['cluster'],
      theirs(settings, 'nodeExporter', 'etcd_backup_last_success_timestamp_seconds'),
      settings.thresholds.etcdBackupAge,
    ),
  for: '30m',
  summary: 'The last good etcd backup is too old.',
  description: `The last good etcd backup{{ with $labels.cluster }} of cluster {{ . }}{{ end }} is {{ $value | humanizeDuration }} old.`,
  runbook: {
    meaning: 'The snapshot job writes the time of its last success. It has not succeeded since.',
    impact: 'A restore would go back to that time.',
    diagnosis: `1. \`kubectl --namespace kube-system get jobs -l app.kubernetes.io/name=etcd-snapshot\`, log of the newest pod.
2. Certificates: \`/etc/kubernetes/pki/etcd\` renewed? Room where the copies go: \`df -h\` on the host.
3. Does the job still run on a control plane node (taints, labels)?`,
    mitigation:
      'Repair what the log names, then start a run: `kubectl --namespace kube-system create job --from=cronjob/etcd-snapshot now`.',
  },
  tests: ages(KUBERNETES, '30m', {
    of: series('etcd_backup_last_success_timestamp_seconds', {
      job: 'node-exporter',
      ...KUBERNETES,
      instance: 'a',
    }),
    limit: '26h',
  }),
});

export const etcdSnapshotJobLate = defineAlert({
  name: 'EtcdSnapshotJobLate',
  component: 'etcd',
  severity: 'warning',
  source: 'kubeStateMetrics',
  thresholds: ['etcdBackupAge'],
  expr: (settings) =>
    olderThan(
      settings,
      Object.keys(JOB),
      theirs(
        settings,
        'kubeStateMetrics',
        'kube_cronjob_status_last_successful_time',
        'cronjob=~".*etcd-snapshot.*"',
      ),
      settings.thresholds.etcdBackupAge,
    ),
  for: '30m',
  summary: 'The etcd snapshot job has not succeeded for longer than a day.',
  description: `CronJob {{ $labels.cronjob }}${OF_CLUSTER} last succeeded {{ $value | humanizeDuration }} ago.`,
  runbook: {
    meaning: 'The CronJob that copies etcd is there, and its runs fail or do not start.',
    impact: 'The newest backup of etcd is that old.',
    diagnosis: `1. \`kubectl --namespace kube-system describe cronjob <cronjob>\`: suspended, or no node fits?
2. \`kubectl --namespace kube-system get jobs,pods | grep etcd-snapshot\`, the log of the last one.`,
    mitigation:
      'Repair what the log names and start a run by hand: `kubectl create job --from=cronjob/<cronjob> now`.',
  },
  tests: ages(JOB, '30m', {
    of: series('kube_cronjob_status_last_successful_time', { job: 'kube-state-metrics', ...JOB }),
    limit: '26h',
  }),
});

export const etcdBackupAlerts = [etcdNoBackup, etcdBackupOld, etcdSnapshotJobLate];

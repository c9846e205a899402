import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, olderThan, onSame, sumBy, theirs } from '../../kit/promql.ts';
import { ages } from '../../kit/proof.ts';
import { ETCDCTL } from '../../kit/runbook-tools.ts';
import { ETCD_MEMBER, KUBERNETES, MACHINE, OF_CLUSTER } from '../../kit/subjects.ts';

const JOB = KUBERNETES.with({ namespace: 'kube-system', cronjob: 'etcd-snapshot' });
const COPIES = ETCD_MEMBER.of('etcd_disk_backend_snapshot_duration_seconds_count');
const THERE = { [ETCD_MEMBER.of('etcd_server_has_leader')]: '1x400' };
const LATE = ages(JOB, '30m', { of: JOB.of('kube_cronjob_status_last_successful_time'), limit: '26h' });

export const etcdBackupAlerts = defineAlerts('etcd', {
  EtcdNoBackup: {
    severity: 'warning',
    source: 'etcd',
    thresholds: ['etcdBackupAge'],
    expr: (settings) => {
      const copies = theirs(settings, 'etcd', 'etcd_disk_backend_snapshot_duration_seconds_count');
      const window = settings.thresholds.etcdBackupAge;
      const member = theirs(settings, 'etcd', 'etcd_server_has_leader');
      // A Prometheus that is younger than the window cannot know.
      return (
        `${sumBy(settings, KUBERNETES.identity, `increase(${copies}[${window}])`)} == 0 ` +
        `and ${onSame(settings, KUBERNETES.identity)} ${maxBy(settings, KUBERNETES.identity, `${member} offset ${window}`)} >= 0`
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
        series: { [COPIES]: '5x400', ...THERE },
        at: '28h',
        labels: KUBERNETES.labels,
        description: 'No copy of etcd of cluster edge-1 has left the server for longer than a day.',
      },
      quiet: [
        { series: { [COPIES]: '5x400', ...THERE }, at: '26h30m' },
        { series: { [COPIES]: '5x60 6x340', ...THERE }, at: '28h' },
      ],
      resolved: { series: { [COPIES]: '5x180 6x60', ...THERE }, at: '32h' },
    },
  },

  EtcdBackupOld: {
    severity: 'warning',
    source: 'textfile',
    thresholds: ['etcdBackupAge'],
    expr: (settings) =>
      olderThan(
        settings,
        KUBERNETES.identity,
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
      of: MACHINE.of('etcd_backup_last_success_timestamp_seconds', { instance: 'a' }),
      limit: '26h',
    }),
  },

  EtcdSnapshotJobLate: {
    severity: 'warning',
    source: 'kubeStateMetrics',
    thresholds: ['etcdBackupAge'],
    expr: (settings) =>
      olderThan(
        settings,
        JOB.identity,
        // Without any success: since it was created.
        ['kube_cronjob_status_last_successful_time', 'kube_cronjob_created']
          .map((metric) => theirs(settings, 'kubeStateMetrics', metric, 'cronjob=~".*etcd-snapshot.*"'))
          .join(' or '),
        settings.thresholds.etcdBackupAge,
      ),
    for: '30m',
    summary: 'The etcd snapshot job has not succeeded for longer than a day.',
    description: `CronJob {{ $labels.cronjob }}${OF_CLUSTER} has not succeeded for {{ $value | humanizeDuration }}.`,
    runbook: {
      meaning: 'The CronJob that copies etcd is there, and its runs fail or do not start.',
      impact: 'The newest backup of etcd is that old, or there is none since the CronJob was created.',
      diagnosis: `1. \`kubectl --namespace kube-system describe cronjob <cronjob>\`: suspended, or no node fits?
2. \`kubectl --namespace kube-system get jobs,pods | grep etcd-snapshot\`, the log of the last one.`,
      mitigation:
        'Repair what the log names and start a run by hand: `kubectl create job --from=cronjob/<cronjob> now`.',
    },
    tests: {
      ...LATE,
      also: [
        { ...LATE.firing, series: { [JOB.of('kube_cronjob_created')]: '0x300' }, alerts: [LATE.firing] },
      ],
      quiet: [
        ...LATE.quiet,
        { series: { [JOB.of('kube_cronjob_created')]: '0x300' }, at: '26h' },
        {
          ...LATE.firing,
          series: {
            [JOB.of('kube_cronjob_created')]: '0x300',
            [JOB.of('kube_cronjob_status_last_successful_time')]: '_x40 50000x60',
          },
        },
      ],
    },
  },
});

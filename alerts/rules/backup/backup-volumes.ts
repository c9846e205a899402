import { defineAlerts } from '../../kit/alert.ts';
import { maxBy, theirs } from '../../kit/promql.ts';
import { turns } from '../../kit/proof.ts';
import { KUBERNETES, OF_CLUSTER, PORTWORX_VOLUME, subject } from '../../kit/subjects.ts';

const APP = KUBERNETES.with({ namespace: 'shop', name: 'shop-backup' });
/** Stork tells of it by itself, under no job of ours. */
const STORK_APP = subject(APP.labels);

export const backupVolumesAlerts = defineAlerts('backup', {
  PortworxAppBackupFailed: {
    severity: 'warning',
    source: 'stork',
    expr: (settings) =>
      // What Stork calls the same in several clusters are different things.
      maxBy(settings, APP.identity, `${theirs(settings, 'stork', 'stork_application_backup_status')} == 3`),
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
      STORK_APP,
      '15m',
      { [STORK_APP.of('stork_application_backup_status', { schedule: 'daily' })]: [5, 3] },
      {
        // It succeeded in another cluster, and in a schedule of another name.
        also: [STORK_APP.with({ cluster: 'edge-2' }), STORK_APP].map((good) => ({
          states: {
            [STORK_APP.of('stork_application_backup_status', { schedule: 'daily' })]: [5, 3],
            [good.of('stork_application_backup_status', { schedule: 'weekly' })]: [5, 5],
          },
        })),
      },
    ),
  },

  PortworxAppBackupPartial: {
    severity: 'warning',
    source: 'customResources',
    expr: (settings) =>
      `${maxBy(settings, APP.identity, theirs(settings, 'kubeStateMetrics', 'portworx_application_backup_status', 'status="PartialSuccess"'))} == 1`,
    for: '15m',
    summary: 'An application backup lacks some of its volumes.',
    description:
      'Application backup {{ $labels.name }} in {{ $labels.namespace }} lacks some of its volumes.',
    runbook: {
      meaning: 'Stork finished the backup, but could not copy all volumes.',
      impact: 'A restore from it would be incomplete.',
      diagnosis: `1. \`kubectl --namespace <namespace> get applicationbackup <backup> -o yaml\`: \`status.volumes\`, those that failed.
2. \`pxctl alerts show --type volume\` for these volumes.`,
      mitigation: 'Repair the volumes and repeat the backup; keep an older complete one until then.',
    },
    tests: turns(APP, '15m', {
      [APP.of('portworx_application_backup_status', { status: 'PartialSuccess' })]: [0, 1],
    }),
  },

  PortworxCloudSnapshotFailed: {
    severity: 'warning',
    source: 'portworx',
    expr: (settings) =>
      `${maxBy(settings, PORTWORX_VOLUME.identity, theirs(settings, 'portworx', 'px_backup_stats_backup_status'))} == 2`,
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
    tests: turns(PORTWORX_VOLUME, '15m', {
      [PORTWORX_VOLUME.of('px_backup_stats_backup_status')]: [1, 2],
    }),
  },
});

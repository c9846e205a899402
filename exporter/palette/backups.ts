import type { z } from 'zod';
import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { ifPresent, ifSet } from '../sources/if-present.ts';
import { newestBy } from '../sources/newest-by.ts';
import { flag, list, number, object, part, text, time, toldText } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { longestPause } from './parts/backup-schedule.ts';
import { clusterLabels, type EmitOfCluster, labelsOfCluster } from './parts/labels.ts';

const ofBackup = { from: [endpoints.clusterBackup] } as const;
const ofRestore = { from: [endpoints.clusterRestore] } as const;

const metrics = {
  scheduled: gauge('palette_cluster_backup_scheduled', 'Whether backups of a cluster are scheduled.', {
    labels: clusterLabels,
    per: 'cluster',
    ...ofBackup,
  }),
  interval: gauge(
    'palette_cluster_backup_interval_seconds',
    'The longest time between two backups that the schedule of a cluster allows; none where it cannot be read.',
    { labels: clusterLabels, per: 'cluster with a schedule', ...ofBackup },
  ),
  info: gauge('palette_cluster_backup_info', 'Where the backups of a cluster go and what they contain.', {
    labels: [...clusterLabels, 'location', 'cluster_resources'],
    per: 'cluster with a backup configuration',
    ...ofBackup,
  }),
  retention: gauge(
    'palette_cluster_backup_retention_seconds',
    'How long the backups of a cluster are kept.',
    {
      labels: clusterLabels,
      per: 'cluster with a backup configuration',
      ...ofBackup,
    },
  ),
  volumes: gauge(
    'palette_cluster_backup_includes_volumes',
    'Whether the backups of a cluster contain its volumes.',
    { labels: clusterLabels, per: 'cluster with a backup configuration', ...ofBackup },
  ),
  backups: gauge(
    'palette_cluster_backups',
    'Backups of a cluster that Palette lists, by state and by who asked.',
    {
      labels: [...clusterLabels, 'state', 'actor'],
      per: 'cluster x state and actor that occur',
      ...ofBackup,
    },
  ),
  requests: gauge(
    'palette_cluster_backup_requests',
    'Backup runs of a cluster that Palette lists, by state.',
    {
      labels: [...clusterLabels, 'state'],
      per: 'cluster x state that occurs',
      ...ofBackup,
    },
  ),
  last: gauge(
    'palette_cluster_backup_last_timestamp_seconds',
    'When the last backup of a cluster was made that is in this state.',
    { labels: [...clusterLabels, 'state'], per: 'cluster x state that occurs', ...ofBackup },
  ),
  expiry: gauge(
    'palette_cluster_backup_expiry_timestamp_seconds',
    'When the last backup of a cluster expires that is in this state.',
    { labels: [...clusterLabels, 'state'], per: 'cluster x state that occurs', ...ofBackup },
  ),
  restored: gauge('palette_cluster_backup_restores', 'Restores from backups of a cluster, by state.', {
    labels: [...clusterLabels, 'state'],
    per: 'cluster x state that occurs',
    ...ofBackup,
  }),
  restores: gauge('palette_cluster_restores', 'Restores into a cluster that Palette lists, by state.', {
    labels: [...clusterLabels, 'state'],
    per: 'cluster x state that occurs',
    ...ofRestore,
  }),
  lastRestore: gauge(
    'palette_cluster_restore_last_timestamp_seconds',
    'When the last restore into a cluster was made.',
    { labels: clusterLabels, per: 'cluster with a restore', ...ofRestore },
  ),
  lastRestoreSucceeded: gauge(
    'palette_cluster_restore_last_succeeded',
    'Whether the last restore into a cluster has succeeded; not so if it failed or is unfinished.',
    { labels: clusterLabels, per: 'cluster with a restore', ...ofRestore },
  ),
};

const backupRun = object({
  backupState: part({ state: text, backupTime: time }),
  expiryDate: time,
});

/** `v1ClusterBackup` (API reference, section 3.10) */
const clusterBackup = object({
  spec: part({
    config: part({
      backupLocationName: text,
      durationInHours: number,
      includeAllDisks: flag,
      includeClusterResourceMode: text,
      schedule: part({ scheduledRunTime: toldText }),
    }),
  }),
  status: part({
    clusterBackupStatuses: list(
      object({
        state: text,
        actor: part({ actorType: text }),
        backupStatusMeta: list(backupRun),
        restoreStatusMeta: list(object({ restoreState: text })),
      }),
    ),
  }),
});

/** `v1ClusterRestore` (API reference, section 3.10) */
const clusterRestore = object({
  status: part({
    clusterRestoreStatuses: list(
      object({ state: text, restoreStatusMeta: part({ isSucceeded: flag, restoreTime: time }) }),
    ),
  }),
});

/** The backups and restores of clusters, one cluster after the other. */
export const backups = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'backups',
  describes: 'Backups and restores of clusters: schedule, last by state, retention.',
  every: '15m',
  metrics,
  reads: [endpoints.clusterBackup, endpoints.clusterRestore],
  items: ({ fleet }) => fleet.clusters,
  requests: ({ fleet }) => fleet.clusters.length * 2,
  async collect(palette, emit, cluster) {
    const where = { path: { uid: cluster.uid }, project: cluster.projectUid };
    const of = emit.with(labelsOfCluster(cluster));
    const backup = await ifSet(palette.get(endpoints.clusterBackup, clusterBackup, where));
    const schedule = backup === undefined ? '' : backup.spec.config.schedule.scheduledRunTime;
    of(metrics.scheduled, schedule === undefined ? undefined : schedule !== '');
    of(metrics.interval, longestPause(schedule ?? ''));
    if (backup) emitBackup(backup, of);
    const restore = await ifPresent(palette.get(endpoints.clusterRestore, clusterRestore, where));
    if (restore) emitRestore(restore, of);
  },
});

const HOUR = 3600;

function emitBackup({ spec: { config }, status }: z.output<typeof clusterBackup>, of: EmitOfCluster): void {
  const runs = status.clusterBackupStatuses;
  of(metrics.info, 1, {
    location: config.backupLocationName,
    cluster_resources: config.includeClusterResourceMode,
  });
  of(metrics.retention, config.durationInHours * HOUR || undefined);
  of(metrics.volumes, config.includeAllDisks);
  for (const [[state], count] of tally(runs.map((run) => [run.state]))) {
    of(metrics.requests, count, { state });
  }

  const made = runs.flatMap(({ actor, backupStatusMeta }) =>
    backupStatusMeta.map(({ backupState, expiryDate }) => ({
      state: backupState.state,
      actor: actor.actorType,
      at: backupState.backupTime,
      expiry: expiryDate,
    })),
  );
  for (const [[state, actor], count] of tally(made.map((backup) => [backup.state, backup.actor]))) {
    of(metrics.backups, count, { state, actor });
  }
  for (const state of new Set(made.map((backup) => backup.state))) {
    const last = newestBy(
      made.filter((backup) => backup.state === state),
      ({ at }) => at,
    );
    of(metrics.last, last?.at, { state });
    of(metrics.expiry, last?.expiry, { state });
  }
  const restored = runs.flatMap(({ restoreStatusMeta }) => restoreStatusMeta);
  for (const [[state], count] of tally(restored.map(({ restoreState }) => [restoreState]))) {
    of(metrics.restored, count, { state });
  }
}

function emitRestore({ status }: z.output<typeof clusterRestore>, of: EmitOfCluster): void {
  const runs = status.clusterRestoreStatuses;
  for (const [[state], count] of tally(runs.map((run) => [run.state])))
    of(metrics.restores, count, { state });
  const last = newestBy(
    runs.map((run) => run.restoreStatusMeta),
    ({ restoreTime }) => restoreTime,
  );
  of(metrics.lastRestore, last?.restoreTime);
  of(metrics.lastRestoreSucceeded, last?.isSucceeded);
}

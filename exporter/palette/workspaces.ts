import { z } from 'zod';
import { defineCollector, defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { ifPresent } from '../sources/if-present.ts';
import { list, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { projectName, type WorkspaceRef } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { longestPause } from './parts/backup-schedule.ts';
import { newestBy } from './parts/newest-by.ts';

const labels = ['workspace_uid', 'workspace', 'project'] as const;

const metrics = {
  clusters: gauge('palette_workspace_clusters', 'Clusters that a workspace spans.', {
    labels,
    per: 'workspace',
  }),
  namespaces: gauge('palette_workspace_namespaces', 'Namespaces of a workspace.', {
    labels,
    per: 'workspace',
  }),
};

const clusterRef = z.object({ uid: z.string() });

/** `v1DashboardWorkspace` (API reference, section 3.10) */
const workspaceRow = z
  .object({
    metadata: z.object({
      uid: z.string(),
      name: text,
      lastModifiedTimestamp: text,
      annotations: part({ projectUid: text }),
    }),
    spec: part({ clusterRefs: list(clusterRef), namespaces: list(z.unknown()) }),
  })
  .transform(({ metadata, spec }) => ({
    uid: metadata.uid,
    name: metadata.name,
    modified: metadata.lastModifiedTimestamp,
    projectUid: metadata.annotations.projectUid || undefined,
    clusters: spec.clusterRefs.length,
    namespaces: spec.namespaces.length,
  }));

/** Workspaces: namespaces that span clusters. */
export const workspaces = defineCollector<Palette>({
  name: 'workspaces',
  describes: 'Workspaces and how many clusters and namespaces they span.',
  every: '15m',
  optional: true,
  metrics,
  reads: [endpoints.workspaces],
  async collect(palette, emit) {
    const { fleet } = palette;
    const refs: WorkspaceRef[] = [];
    for await (const row of palette.rows(endpoints.workspaces, workspaceRow)) {
      const project = projectName(fleet, row.projectUid) ?? '';
      const { uid, name, projectUid, modified } = row;
      refs.push({ key: uid, version: modified, uid, name, project, projectUid });
      const of = emit.with({ workspace_uid: uid, workspace: name, project });
      of(metrics.clusters, row.clusters);
      of(metrics.namespaces, row.namespaces);
    }
    fleet.workspaces = refs;
    if (palette.isWholeTenant) fleet.counted.set('workspace', refs.length);
  },
});

const backupMetrics = {
  scheduled: gauge('palette_workspace_backup_scheduled', 'Whether backups of a workspace are scheduled.', {
    labels,
    per: 'workspace',
  }),
  interval: gauge(
    'palette_workspace_backup_interval_seconds',
    'The longest time between two backups that the schedule of a workspace allows; none where it cannot be read.',
    { labels, per: 'workspace with a schedule' },
  ),
  backups: gauge('palette_workspace_backups', 'Backups of a workspace that Palette lists, by state.', {
    labels: [...labels, 'state'],
    per: 'workspace x state that occurs',
  }),
  last: gauge(
    'palette_workspace_backup_last_timestamp_seconds',
    'When the last backup of a workspace was made that is in this state.',
    { labels: [...labels, 'state'], per: 'workspace x state that occurs' },
  ),
};

/** `v1WorkspaceBackup` (API reference, section 3.10) */
const workspaceBackup = z.object({
  spec: part({ config: part({ backupConfig: part({ schedule: part({ scheduledRunTime: text }) }) }) }),
  status: part({
    workspaceBackupStatuses: list(
      z.object({ workspaceBackupConfig: part({ backupState: part({ state: text }), backupTime: time }) }),
    ),
  }),
});

/** The backups of workspaces, one after the other. */
export const workspaceBackups = defineItemCollector<Palette, WorkspaceRef>({
  name: 'workspace_backups',
  describes: 'Backups of workspaces: schedule, and last by state.',
  every: '15m',
  optional: true,
  metrics: backupMetrics,
  reads: [endpoints.workspaceBackup],
  items: ({ fleet }) => fleet.workspaces,
  async collect(palette, emit, { uid, name, project, projectUid }) {
    const of = emit.with({ workspace_uid: uid, workspace: name, project });
    const backup = await ifPresent(
      palette.get(endpoints.workspaceBackup, workspaceBackup, { path: { uid }, project: projectUid }),
    );
    const schedule = backup?.spec.config.backupConfig.schedule.scheduledRunTime ?? '';
    of(backupMetrics.scheduled, schedule !== '');
    of(backupMetrics.interval, longestPause(schedule));
    const made = (backup?.status.workspaceBackupStatuses ?? []).map(({ workspaceBackupConfig: config }) => ({
      state: config.backupState.state,
      at: config.backupTime,
    }));
    for (const [[state], count] of tally(made.map((run) => [run.state]))) {
      of(backupMetrics.backups, count, { state });
      of(
        backupMetrics.last,
        newestBy(
          made.filter((run) => run.state === state),
          ({ at }) => at,
        )?.at,
        { state },
      );
    }
  },
});

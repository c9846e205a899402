import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { lengthOf, list, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import { projectName, type Reads, type WorkspaceRef, type Writes } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { labelsOfWorkspace, workspaceLabels } from './parts/labels.ts';

const metrics = {
  clusters: gauge('palette_workspace_clusters', 'Clusters that a workspace spans.', {
    labels: workspaceLabels,
    per: 'workspace',
  }),
  namespaces: gauge('palette_workspace_namespaces', 'Namespaces of a workspace.', {
    labels: workspaceLabels,
    per: 'workspace',
  }),
};

const clusterRef = object({ uid: z.string() });

/** `v1DashboardWorkspace` (API reference, section 3.10) */
const workspaceRow = object({
  metadata: object({
    uid: z.string(),
    name: text,
    lastModifiedTimestamp: text,
    annotations: part({ projectUid: text }),
  }),
  spec: part({ clusterRefs: list(clusterRef), namespaces: list(z.unknown()) }),
}).transform(({ metadata, spec }) => ({
  uid: metadata.uid,
  name: metadata.name,
  modified: metadata.lastModifiedTimestamp,
  projectUid: metadata.annotations.projectUid || undefined,
  clusters: lengthOf(spec.clusterRefs),
  namespaces: lengthOf(spec.namespaces),
}));

/** Workspaces: namespaces that span clusters. */
export const workspaces = defineCollector<Palette<Reads<'projects'> & Writes<'workspaces'>>>({
  name: 'workspaces',
  describes: 'Workspaces and how many clusters and namespaces they span.',
  every: '15m',
  optional: true,
  isShared: true,
  metrics,
  reads: [endpoints.workspaces],
  async collect(palette, emit) {
    const { fleet } = palette;
    const refs: WorkspaceRef[] = [];
    for await (const row of palette.rows(endpoints.workspaces, workspaceRow)) {
      const project = projectName(fleet, row.projectUid) ?? '';
      const { uid, name, projectUid, modified } = row;
      refs.push({ key: uid, version: [modified, name, project].join(' '), uid, name, project, projectUid });
      const of = emit.with(labelsOfWorkspace({ uid, name, project }));
      of(metrics.clusters, row.clusters);
      of(metrics.namespaces, row.namespaces);
    }
    fleet.workspaces = refs;
    if (palette.isWholeTenant) fleet.counted.set('workspace', refs.length);
  },
});

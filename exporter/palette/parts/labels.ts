import type { Emit } from '../../metric/emit.ts';

/*
 * What a series is about: the labels that all series of a cluster, a node, an edge host and so on carry, and the values
 * of them. Alerts and dashboards join series by these labels.
 */

/** What names a cluster where its project is not known, or is that of something else. */
export const clusterNames = ['cluster_uid', 'cluster_name'] as const;
export const clusterLabels = [...clusterNames, 'project'] as const;
export const poolLabels = [...clusterLabels, 'machine_pool'] as const;
export const nodeLabels = [...poolLabels, 'node', 'edge_host_uid'] as const;
export const edgeHostLabels = ['edge_host_uid', 'edge_host_name', 'project'] as const;
export const projectLabels = ['project', 'project_uid'] as const;
export const templateLabels = ['template', 'template_uid', 'project'] as const;
export const workspaceLabels = ['workspace_uid', 'workspace', 'project'] as const;

/** Emits series of one cluster. */
export type EmitOfCluster = Emit<(typeof clusterLabels)[number]>;
/** Emits series of one machine pool. */
export type EmitOfPool = Emit<(typeof poolLabels)[number]>;

interface Named {
  readonly uid: string;
  readonly name: string;
}

interface NamedInProject<Project = string> extends Named {
  readonly project: Project;
}

export function namesOfCluster({ uid, name }: Named) {
  return { cluster_uid: uid, cluster_name: name };
}

export function labelsOfCluster({ uid, name, project }: NamedInProject) {
  return { ...namesOfCluster({ uid, name }), project };
}

/** Beside the labels of its machine pool. */
export function labelsOfNode({ name, edgeHostUid }: { readonly name: string; readonly edgeHostUid: string }) {
  return { node: name, edge_host_uid: edgeHostUid };
}

export function labelsOfEdgeHost({ uid, name, project }: NamedInProject) {
  return { edge_host_uid: uid, edge_host_name: name, project };
}

export function labelsOfProject({ uid, name }: Named) {
  return { project: name, project_uid: uid };
}

export function labelsOfTemplate({ uid, name, project }: NamedInProject<string | undefined>) {
  return { template: name, template_uid: uid, project };
}

export function labelsOfWorkspace({ uid, name, project }: NamedInProject) {
  return { workspace_uid: uid, workspace: name, project };
}

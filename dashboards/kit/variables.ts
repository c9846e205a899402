import type { Variable } from './dashboard.ts';

export const palette: Variable = {
  name: 'palette',
  label: 'Palette',
  metric: 'palette_up',
  from: 'palette',
};

export const project: Variable = {
  name: 'project',
  label: 'Project',
  metric: 'palette_project_info',
  from: 'project',
  within: ['palette'],
};

/** The one cluster that a dashboard is about. */
export const cluster: Variable = {
  name: 'cluster',
  label: 'Cluster',
  metric: 'palette_cluster_info',
  from: 'cluster_name',
  within: ['palette', 'project'],
  single: true,
};

/** Edge hosts, as Palette names them. */
export const edgeHost: Variable = {
  name: 'host',
  label: 'Edge host',
  metric: 'palette_edge_host_info',
  from: 'edge_host_name',
  within: ['palette', 'project'],
};

export const localUiHost: Variable = {
  name: 'edge_host',
  label: 'Local UI',
  metric: 'palette_localui_up',
  from: 'edge_host',
};

/** Labels of a series or an alert with their values. */
export type Labels = Readonly<Record<string, string>>;

/** An object that alerts are about, as it appears in the tests of the catalogue. */
export interface Subject {
  /** What an alert about it carries. */
  readonly labels: Labels;
  /** The names of these labels: what tells one such object from another. */
  readonly identity: readonly string[];
  /** The selector of a series about it; labels of the series come on top, or take the place of its own. */
  of(metric: string, labels?: Labels): string;
  /** A part of it, or another one of its kind. `seriesLabels` are labels of the series that alerts do not carry. */
  with(labels: Labels, seriesLabels?: Labels): Subject;
}

/** `seriesLabels` are for objects whose series have other labels than their alerts. */
export function subject(labels: Labels, seriesLabels: Labels = labels): Subject {
  return {
    labels,
    identity: Object.keys(labels),
    of: (metric, more) => series(metric, { ...seriesLabels, ...more }),
    with: (more, moreOfSeries) =>
      subject({ ...labels, ...more }, { ...seriesLabels, ...more, ...moreOfSeries }),
  };
}

/** `metric{name="value",…}` */
export function series(metric: string, labels: Labels = {}): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? metric : `${metric}{${pairs.join(',')}}`;
}

export const PALETTE = subject({ palette: 'pma' });

export const PROJECT = PALETTE.with({ project: 'Default' });

/** A tenant, as the system console shows it. */
export const TENANT = PALETTE.with({ tenant: 'plant-north' }, { tenant_uid: 'x' });

export const CLUSTER = subject({
  palette: 'pma',
  cluster_uid: 'c1',
  cluster_name: 'edge-1',
  project: 'Default',
});

export const POOL = CLUSTER.with({ machine_pool: 'control-plane' });

export const NODE = POOL.with({ node: 'node-1', edge_host_uid: 'host-1' });

export const VIRTUAL_MACHINE = CLUSTER.with({ vm_namespace: 'line', virtual_machine: 'mes-db' });

export const HOST = subject({
  palette: 'pma',
  edge_host_uid: 'host-1',
  edge_host_name: 'rack1-node1',
  project: 'Default',
});

export const CLUSTER_HOST = HOST.with({ cluster_uid: 'c1', cluster_name: 'edge-1' });

/** What the exporter reads: a Palette, its system console (`pma/system`), or the Local UI of a host. */
export const SOURCE = subject({ source: 'pma' });

/** A host whose Local UI is read. */
export const LOCAL_HOST = subject({ edge_host: 'pma-1' });

/** A cluster that Local UI manages. */
export const LOCAL_CLUSTER = subject({ cluster_uid: 'l1', cluster_name: 'palette-management' });

/** A cluster as kube-state-metrics shows it. */
export const KUBERNETES = subject({ cluster: 'edge-1' }, { job: 'kube-state-metrics', cluster: 'edge-1' });

export const KUBERNETES_NODE = KUBERNETES.with({ node: 'node-1' });

export const ETCD_MEMBER = subject(
  { cluster: 'edge-1', instance: '192.0.2.21:2381' },
  { job: 'kube-etcd', cluster: 'edge-1', instance: '192.0.2.21:2381' },
);

/** A host of node_exporter; its own label is `instance` unless the settings say otherwise. */
export const MACHINE = subject(
  { cluster: 'edge-1', host: '192.0.2.21:9100' },
  { job: 'node-exporter', cluster: 'edge-1', instance: '192.0.2.21:9100' },
);

/** A cluster of Portworx, by the name that it has there. */
export const PORTWORX = subject({ cluster: 'px-edge-1' });

export const PORTWORX_NODE = PORTWORX.with({ node: 'node-1' });

export const PORTWORX_POOL = PORTWORX_NODE.with({ pool: '0' });

export const PORTWORX_VOLUME = PORTWORX.with({ volumename: 'pvc-1' });

/** ` of cluster …` in a description, where the site has a label for it. */
export const OF_CLUSTER = '{{ with $labels.cluster }} of cluster {{ . }}{{ end }}';

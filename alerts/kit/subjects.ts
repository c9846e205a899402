/** What alerts are about, as the labels of the objects that play them in the tests of the catalogue. */
export const PALETTE = { palette: 'pma' } as const;

export const CLUSTER = {
  palette: 'pma',
  cluster_uid: 'c1',
  cluster_name: 'edge-1',
  project: 'Default',
} as const;

export const POOL = { ...CLUSTER, machine_pool: 'control-plane' } as const;

export const NODE = { ...POOL, node: 'node-1', edge_host_uid: 'host-1' } as const;

export const HOST = {
  palette: 'pma',
  edge_host_uid: 'host-1',
  edge_host_name: 'rack1-node1',
  project: 'Default',
} as const;

export const CLUSTER_HOST = { ...HOST, cluster_uid: 'c1', cluster_name: 'edge-1' } as const;

/** A host whose Local UI is read. */
export const LOCAL_HOST = { edge_host: 'pma-1' } as const;

/** A cluster that Local UI manages. */
export const LOCAL_CLUSTER = { cluster_uid: 'l1', cluster_name: 'palette-management' } as const;

/** A cluster as other exporters name it. */
export const KUBERNETES = { cluster: 'edge-1' } as const;

export const KUBERNETES_NODE = { cluster: 'edge-1', node: 'node-1' } as const;

/** A host of node_exporter; its own label is `instance` unless the settings say otherwise. */
export const MACHINE = { cluster: 'edge-1', host: '192.0.2.21:9100' } as const;

/** ` of cluster …` where the site has a label for it. */
export const OF_CLUSTER = '{{ with $labels.cluster }} of cluster {{ . }}{{ end }}';

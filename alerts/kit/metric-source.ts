/** Where the metrics of an alert come from; the first two are the exporter's own, and so is `exporter`; `site` are constants. */
export const SOURCES = {
  palette: 'Palette API',
  localUi: 'Local UI',
  exporter: 'palette-exporter itself',
  site: 'the files of the site',
  kubeStateMetrics: 'kube-state-metrics',
  customResources: 'kube-state-metrics with the optional custom resource configuration',
  nodeExporter: 'node_exporter',
  textfile: 'node_exporter with the optional textfile hooks',
  etcd: 'etcd',
  portworx: 'Portworx',
  stork: 'Stork',
  cilium: 'Cilium',
  metallb: 'MetalLB',
  nginxIngress: 'NGINX ingress controller',
} as const;

export type MetricSource = keyof typeof SOURCES;

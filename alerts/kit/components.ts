/** What an alert is about. The routing maps components to roles; `alerts/rules/` holds a file or a folder for each. */
export const COMPONENTS = {
  palette: 'Palette platform and tenant API',
  cluster: 'Clusters',
  profile: 'Cluster profiles and rollouts',
  node: 'Kubernetes nodes',
  'edge-host': 'Edge hosts: hardware and network',
  network: 'Network of the clusters: Cilium, MetalLB, NGINX ingress',
  os: 'Operating system, boot slots, kernel',
  storage: 'Storage: Portworx, volumes, snapshots',
  'virtual-machine': 'Virtual machines: KubeVirt, migration, snapshots',
  etcd: 'etcd',
  backup: 'Backups',
  certificate: 'Certificates',
  registry: 'Registries',
  security: 'API keys, tokens, remote access, audit',
  licence: 'Licences and subscriptions',
  'local-ui': 'Local UI of the appliance and the hosts',
  exporter: 'The monitoring itself',
} as const;

export type Component = keyof typeof COMPONENTS;

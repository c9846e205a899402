import type { Component } from './components.ts';
import type { MetricSource } from './metric-source.ts';

/** Uid of the dashboard that helps with the alerts of a component. */
const BY_COMPONENT: Readonly<Record<Component, string>> = {
  palette: 'palette-system',
  cluster: 'palette-cluster',
  profile: 'palette-rollouts',
  node: 'palette-cluster',
  'edge-host': 'palette-hosts',
  network: 'palette-hosts',
  os: 'palette-hosts',
  storage: 'palette-storage',
  'virtual-machine': 'palette-virtual-machines',
  etcd: 'palette-storage',
  backup: 'palette-storage',
  certificate: 'palette-cluster',
  registry: 'palette-system',
  security: 'palette-system',
  licence: 'palette-system',
  'local-ui': 'palette-appliance',
  exporter: 'palette-monitoring',
};

/** The dashboard of an alert that names none. What Local UI tells is shown in one place, whatever it is about. */
export function usualDashboard(component: Component, source: MetricSource): string {
  return source === 'localUi' ? 'palette-appliance' : BY_COMPONENT[component];
}

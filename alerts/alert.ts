import type { AlertSettings, Severity } from './settings.ts';

/** What an alert is about. The routing maps components to roles; one file of this folder holds one component. */
export const COMPONENTS = {
  palette: 'Palette platform and tenant API',
  cluster: 'Clusters',
  profile: 'Cluster profiles and rollouts',
  node: 'Kubernetes nodes',
  'edge-host': 'Edge hosts: hardware and network',
  os: 'Operating system, boot slots, kernel',
  storage: 'Storage: Portworx, volumes, snapshots',
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

/** A page of one of the consoles, named like its URL template in the settings. */
export type ConsolePage = keyof AlertSettings['consoles'];

/** Markdown for the person who sees the alert for the first time, at night. */
export interface Runbook {
  readonly meaning: string;
  readonly impact: string;
  readonly diagnosis: string;
  readonly mitigation: string;
}

/** Time series of a promtool test: series selector to values, as in `{ 'palette_up{palette="pma"}': '1x5 0x20' }`. */
export type Series = Readonly<Record<string, string>>;

/**
 * Proof that the rule does what its summary says, played by promtool with the default settings. One sample a minute
 * unless `interval` says otherwise.
 */
export interface AlertTests {
  readonly interval?: string;
  /** Fires at that time, with these labels besides severity and component, and this description. */
  readonly firing: {
    readonly series: Series;
    readonly at: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly description: string;
  };
  /** Just below the threshold, or before `for` has passed: silent. */
  readonly quiet: { readonly series: Series; readonly at: string };
  /** Fired before, silent again. */
  readonly resolved: { readonly series: Series; readonly at: string };
}

/**
 * An alert, described once. The rules for Prometheus, the operator and Grafana, their tests, the runbook page and the
 * row in the list of alerts are generated from it.
 */
export interface Alert {
  /** CamelCase, at most 40 characters, unique whatever the severity. */
  readonly name: string;
  readonly component: Component;
  readonly severity: Severity;
  /** PromQL condition. It keeps the labels of `identity`. */
  expr(settings: AlertSettings): string;
  /** How long the condition must hold. */
  readonly for: string;
  /** Static sentence, the same for all alerts of that name, so that they can be grouped. */
  readonly summary: string;
  /** The case at hand, with `{{ $labels.… }}` and `{{ $value }}`. */
  readonly description: string;
  readonly runbook: Runbook;
  /** Uid of the dashboard to look at. */
  readonly dashboard: string;
  /** Console page of the object. */
  readonly console?: ConsolePage;
  /** Labels that tell one incident from another. */
  readonly identity: readonly string[];
  readonly tests: AlertTests;
}

/** Types an alert. */
export function defineAlert(alert: Alert): Alert {
  return alert;
}

import type { AlertmanagerSpec } from '../../generator/outputs/kubernetes/stack-values.ts';

/** What of the chart kube-prometheus-stack decides what its Prometheus, Alertmanager and Grafana take in. */
export interface ChartValues {
  readonly prometheus: { readonly prometheusSpec: Values };
  readonly alertmanager: { readonly alertmanagerSpec: AlertmanagerSpec };
  readonly grafana: { readonly sidecar: { readonly dashboards: Values } };
}

type Values = Readonly<Record<string, unknown>>;

/** The defaults of the chart, as its `values.yaml` has them. */
const DEFAULTS = {
  prometheus: {
    prometheusSpec: {
      ruleSelectorNilUsesHelmValues: true,
      ruleSelector: {},
      ruleNamespaceSelector: {},
      serviceMonitorSelectorNilUsesHelmValues: true,
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: {},
    },
  },
  alertmanager: {
    alertmanagerSpec: {
      useExistingSecret: false,
      secrets: [],
      alertmanagerConfigSelector: {},
      alertmanagerConfigNamespaceSelector: {},
      alertmanagerConfigMatcherStrategy: {},
    },
  },
  grafana: {
    sidecar: {
      dashboards: { enabled: true, label: 'grafana_dashboard', labelValue: '1', searchNamespace: 'ALL' },
    },
  },
};

/** Values laid over the defaults as Helm does it: maps are merged, all else is replaced. */
export function chartValues(...layers: readonly object[]): ChartValues {
  return layers.reduce<unknown>(overlaid, DEFAULTS) as ChartValues;
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** What `templates/prometheus/prometheus.yaml` makes of the values of a kind: an empty selector may become `release`. */
export function prometheusSelector(
  { prometheus: { prometheusSpec } }: ChartValues,
  kind: 'rule' | 'serviceMonitor',
  release: string,
): Selector {
  const written = prometheusSpec[`${kind}Selector`] as Selector;
  if (Object.keys(written).length > 0) return written;
  return prometheusSpec[`${kind}SelectorNilUsesHelmValues`] === true ? { matchLabels: { release } } : {};
}

/** Whether the operator takes an object in: an empty selector takes all. */
export function selects({ matchLabels = {} }: Selector, { metadata }: Labelled): boolean {
  return Object.entries(matchLabels).every(([name, value]) => metadata.labels?.[name] === value);
}

interface Labelled {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
}

function overlaid(below: unknown, above: unknown): unknown {
  if (!isMap(below) || !isMap(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in above ? overlaid(below[key], above[key]) : below[key]]),
  );
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

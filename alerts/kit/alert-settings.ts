import { z } from 'zod';
import { addressWithLabels, webAddressIfAny } from './address-setting.ts';
import { duration } from './duration-setting.ts';
import { matchers } from './matchers-setting.ts';
import { optionalParts } from './optional-parts.ts';
import { thresholds } from './thresholds.ts';

/** Urgency of an alert. Who may be woken by what depends on it, so its meaning is written down. */
export const SEVERITIES = {
  critical: 'Act now, at any hour: something does not work, or soon will not, and nobody else will notice.',
  warning: 'Act within the working day: it works, but not as it should, or it will stop if left alone.',
  info: 'Worth seeing on a dashboard; never sent to anybody.',
} as const;

export type Severity = keyof typeof SEVERITIES;

export const severity = z.enum(['critical', 'warning', 'info']);

const override = z.strictObject({
  enabled: z.boolean().default(true).describe('false leaves the alert out.'),
  severity: severity.optional().describe('Replaces the severity of the alert.'),
  for: duration.optional().describe('Replaces how long the condition must hold.'),
  keepFiringFor: duration
    .optional()
    .describe('Replaces how long the alert goes on after its condition has ended; 0s is not at all.'),
});

const matchersOf = (value: string, whose: string) =>
  matchers.default(value).describe(`PromQL matchers for the metrics of ${whose}.`);

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a Prometheus label name');

/** What the alert expressions and their annotations may depend on. Each value has a default that fits most sites. */
export const alertSettings = z.strictObject({
  selectors: z
    .strictObject({
      exporter: matchersOf('', 'palette-exporter, for example job="palette-exporter"'),
      kubeStateMetrics: matchersOf('job="kube-state-metrics"', 'kube-state-metrics'),
      nodeExporter: matchersOf('job="node-exporter"', 'node_exporter'),
      etcd: matchersOf('job=~".*etcd.*"', 'etcd; the key-value store of Portworx must stay outside'),
      portworx: matchersOf('', 'Portworx'),
      stork: matchersOf('', 'Stork'),
      cilium: matchersOf('', 'the Cilium agents'),
      metallb: matchersOf('', 'the controller of MetalLB'),
      nginxIngress: matchersOf('', 'the NGINX ingress controller'),
    })
    .prefault({}),
  labels: z
    .strictObject({
      cluster: labelName
        .default('cluster')
        .describe(
          'Label that names the cluster of kube-state-metrics, etcd, node_exporter, Stork, Cilium, MetalLB and NGINX.',
        ),
      host: labelName.default('instance').describe('Label of node_exporter that names the host.'),
    })
    .prefault({}),
  keepLabels: z
    .array(labelName)
    .default(['namespace'])
    .describe('Target labels that alerts keep; prometheus-operator routes by "namespace".'),
  appliances: z
    .record(
      z.string().regex(/^[^\p{Cc}]+$/u, 'must be the name of a Palette'),
      z.string().regex(/^[^\p{Cc}]+$/u, 'must be the name of a cluster'),
    )
    .default({})
    .describe(
      'By name of a Palette: name of the locally managed cluster that it runs on, as Local UI shows it. ' +
        'Needed where several Palettes are watched, so that the upgrade of one does not mute the other.',
    ),
  thresholds: thresholds.prefault({}),
  alerts: z
    .record(z.string(), override)
    .default({})
    .describe('By alert name: enabled, severity, for, keepFiringFor.'),
  optional: optionalParts.prefault({}),
  links: z
    .strictObject({
      runbooks: webAddressIfAny
        .default('')
        .describe(
          'Base URL of the pages in docs/runbooks, which the exporter serves below /runbooks, such as ' +
            'http://palette-exporter.example.com:9877/runbooks; without it alerts carry no link to their runbook.',
        ),
      grafana: webAddressIfAny
        .default('')
        .describe('Base URL of Grafana; without it alerts carry no dashboard link.'),
    })
    .prefault({}),
  consoles: z
    .strictObject({
      cluster: addressWithLabels
        .optional()
        .describe('URL of a cluster; {label} stands for a label of the alert.'),
      edgeHost: addressWithLabels
        .optional()
        .describe('URL of an edge host; {label} stands for a label of the alert.'),
      palette: addressWithLabels
        .optional()
        .describe('URL of the console; {label} stands for a label of the alert.'),
      localUi: addressWithLabels
        .optional()
        .describe('URL of a Local UI; {label} stands for a label of the alert.'),
    })
    .prefault({}),
});

export type AlertSettings = z.output<typeof alertSettings>;

export type Threshold = keyof AlertSettings['thresholds'];

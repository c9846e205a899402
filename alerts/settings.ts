import { z } from 'zod';
import { parseDuration } from '../exporter/duration.ts';

/** A duration as Prometheus writes it: `30s`, `5m`, `1h30m`, `7d`. */
export const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

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
});

/** What the alert expressions and their annotations may depend on. Each value has a default that fits most sites. */
export const alertSettings = z.strictObject({
  selectors: z
    .strictObject({
      exporter: z
        .string()
        .default('')
        .describe('PromQL matchers for the metrics of palette-exporter, for example job="palette-exporter".'),
    })
    .prefault({}),
  keepLabels: z
    .array(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'must be a Prometheus label name'))
    .default(['namespace'])
    .describe('Target labels that alerts keep; prometheus-operator routes by "namespace".'),
  thresholds: z
    .strictObject({
      dataStaleIntervals: z
        .number()
        .min(2)
        .default(5)
        .describe(
          'Missed intervals after which the data of a collector is stale; never before five minutes.',
        ),
    })
    .prefault({}),
  alerts: z.record(z.string(), override).default({}).describe('By alert name: enabled, severity, for.'),
  links: z
    .strictObject({
      runbooks: z
        .string()
        .default('docs/runbooks')
        .describe('Base URL of the runbook pages; the default is their place in the bundle.'),
      grafana: z
        .string()
        .default('')
        .describe('Base URL of Grafana; without it alerts carry no dashboard link.'),
    })
    .prefault({}),
  consoles: z
    .strictObject({
      cluster: z.string().optional().describe('URL of a cluster; {label} stands for a label of the alert.'),
      edgeHost: z
        .string()
        .optional()
        .describe('URL of an edge host; {label} stands for a label of the alert.'),
      palette: z.string().optional().describe('URL of the console; {label} stands for a label of the alert.'),
      localUi: z.string().optional().describe('URL of a Local UI; {label} stands for a label of the alert.'),
    })
    .prefault({}),
});

export type AlertSettings = z.output<typeof alertSettings>;

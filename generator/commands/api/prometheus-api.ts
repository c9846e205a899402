import { parse } from 'yaml';
import { z } from 'zod';
import { Problem } from '../../kit/problem.ts';
import type { LoadedRule, Running } from '../../verification/running.ts';
import { ask, REMEDY } from './ask-prometheus.ts';

/** What is to be learned about a site. */
interface Wanted {
  /** Expressions of which it is to be learned how this Prometheus prints them, given what it has loaded. */
  readonly unclear: (loaded: readonly LoadedRule[]) => readonly string[];
  /** Names, to learn which of them have series. */
  readonly metrics: readonly string[];
}

/**
 * Reads what a Prometheus runs with.
 *
 * @throws Problem when it does not answer as a Prometheus does
 */
export async function readPrometheus(
  url: string,
  { unclear, metrics }: Wanted,
): Promise<Running['prometheus']> {
  const base = url.replace(/\/$/, '');
  const get = <Schema extends z.ZodType>(path: string, schema: Schema) => ask(base, { path, schema });
  const { yaml } = await get('/api/v1/status/config', z.object({ yaml: z.string() }));
  const { groups } = await get('/api/v1/rules?type=alert', rulesSchema);
  const { activeAlertmanagers } = await get('/api/v1/alertmanagers', alertmanagersSchema);
  const { alerts } = await get('/api/v1/alerts', alertsSchema);
  const described = await get('/api/v1/metadata', z.record(z.string(), z.unknown()));
  const rules = groups.flatMap((group) => group.rules);
  return {
    rules,
    printed: await printedBy(base, unclear(rules)),
    alertmanagers: activeAlertmanagers.map((each) => each.url),
    ...configured(base, yaml),
    firing: alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels),
    metrics: await presentOf(base, metrics),
    described: new Set(Object.keys(described)),
  };
}

const labels = z.record(z.string(), z.string());
const ruleSchema = z
  .object({
    name: z.string(),
    query: z.string(),
    duration: z.number(),
    keepFiringFor: z.number().default(0),
    labels: labels.nullish(),
    health: z.string(),
    lastError: z.string().default(''),
  })
  .transform((rule): LoadedRule => ({ ...rule, labels: rule.labels ?? {} }));
const rulesSchema = z.object({ groups: z.array(z.object({ rules: z.array(ruleSchema) })) });
const alertmanagersSchema = z.object({ activeAlertmanagers: z.array(z.object({ url: z.url() })) });
const vectorSchema = z.object({ result: z.array(z.object({ metric: z.object({ __name__: z.string() }) })) });
const alertsSchema = z.object({ alerts: z.array(z.object({ state: z.string(), labels })) });

const stepSchema = z.object({
  source_labels: z.array(z.string()).default([]),
  separator: z.string().default(';'),
  regex: z.coerce.string().default('(.*)'),
  target_label: z.string().default(''),
  replacement: z.coerce.string().default('$1'),
  action: z.string().default('replace'),
});
const steps = z
  .array(stepSchema)
  .nullish()
  .transform((found) => found ?? []);
const configurationSchema = z.object({
  global: z.object({ external_labels: z.record(z.string(), z.coerce.string()).nullish() }).nullish(),
  alerting: z
    .object({
      alert_relabel_configs: steps,
      alertmanagers: z.array(z.object({ alert_relabel_configs: steps })).nullish(),
    })
    .nullish(),
  scrape_configs: z.array(z.object({ metric_relabel_configs: steps })).nullish(),
});

/** What the configuration says about labels. The steps of the first group of Alertmanagers stand for all. */
function configured(
  base: string,
  yaml: string,
): Pick<Running['prometheus'], 'externalLabels' | 'relabelling' | 'drops'> {
  const read = configurationSchema.safeParse(parse(yaml, { version: '1.1' }));
  if (!read.success) {
    const places = read.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new Problem(`--prometheus ${base}`, `its configuration is not understood (${places})`, REMEDY);
  }
  const { global, alerting, scrape_configs } = read.data;
  return {
    externalLabels: global?.external_labels ?? {},
    relabelling: [
      ...(alerting?.alert_relabel_configs ?? []),
      ...(alerting?.alertmanagers?.[0]?.alert_relabel_configs ?? []),
    ],
    drops: (scrape_configs ?? []).some(({ metric_relabel_configs: found }) =>
      found.some(({ action }) => action === 'drop' || action === 'keep'),
    ),
  };
}

const AT_ONCE = 8;

/** Each expression as this Prometheus prints it. */
async function printedBy(base: string, expressions: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const printed = new Map<string, string>();
  const queue = [...new Set(expressions)];
  const worker = async () => {
    for (let query = queue.pop(); query !== undefined; query = queue.pop()) {
      const request = {
        path: '/api/v1/format_query',
        schema: z.string(),
        form: new URLSearchParams({ query }),
      };
      printed.set(query, await ask(base, request));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return printed;
}

/** Those of the metrics that have series now; the list of names would keep for hours what has gone. */
async function presentOf(base: string, metrics: readonly string[]): Promise<ReadonlySet<string>> {
  const query = `count by (__name__) ({__name__=~"${metrics.join('|')}"})`;
  const form = new URLSearchParams({ query });
  const { result } = await ask(base, { path: '/api/v1/query', schema: vectorSchema, form });
  return new Set(result.map(({ metric }) => metric.__name__));
}

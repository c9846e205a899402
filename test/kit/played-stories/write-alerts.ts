import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterRules } from '../../../demo/cluster-rules.ts';
import { parseDuration } from '../../../exporter/time/duration.ts';
import { prometheusAt } from '../../../generator/commands/api/prometheus-query.ts';
import type { Span } from '../../../generator/period/period.ts';
import { runsOf } from '../../../generator/period/runs.ts';
import type { Site } from '../../../generator/site.ts';
import { startOnHistory } from './start-on-history.ts';
import { createBlocks } from './write-history.ts';

const MINUTE = 60_000;
/** Between two evaluations of a rule. */
const STEP = 2 * MINUTE;

interface Rule {
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Adds `ALERTS` to a recorded history: what a Prometheus would have noted that evaluated the rules, and one that the stack
 * brings, while something happened. A real one evaluates the expressions; `for` is counted here.
 */
export async function writeAlerts(folder: string, site: Site, happenings: readonly Span[]): Promise<void> {
  const server = await startOnHistory('current', folder);
  const lines: string[] = [];
  try {
    const prometheus = prometheusAt(server.url);
    for (const rule of rulesOf(site)) {
      for (const span of happenings) {
        const series = await prometheus.range(rule.expr, { ...span, step: STEP });
        const period = { ...span, step: STEP, buckets: [] };
        for (const run of runsOf(series, period, (labels) => JSON.stringify(labels)))
          lines.push(...firing(rule, run));
      }
    }
  } finally {
    await server.close();
  }
  const file = join(folder, 'alerts.om');
  await writeFile(file, `${lines.join('\n')}\n# EOF\n`);
  await createBlocks('current', file, join(folder, 'data'));
}

function rulesOf({ alerts }: Site): readonly Rule[] {
  return [
    ...alerts.map(({ name: alertname, severity, component, expr, for: held }) => ({
      expr,
      for: held,
      labels: { alertname, severity, component },
    })),
    ...clusterRules.map(({ alert: alertname, expr, for: held, labels }) => ({
      expr,
      for: held,
      labels: { alertname, ...labels },
    })),
  ];
}

function firing(rule: Rule, { labels, from, to }: ReturnType<typeof runsOf>[number]): readonly string[] {
  const { __name__, ...own } = labels;
  const text = Object.entries({ ...own, ...rule.labels, alertstate: 'firing' })
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');
  const lines: string[] = [];
  for (let at = from + parseDuration(rule.for); at < to; at += MINUTE)
    lines.push(`ALERTS{${text}} 1 ${at / 1000}`);
  return lines;
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDuration } from '../../../exporter/time/duration.ts';
import { prometheusAt } from '../../../generator/commands/api/prometheus-query.ts';
import type { Span } from '../../../generator/period/period.ts';
import { runsOf } from '../../../generator/period/runs.ts';
import type { Site } from '../../../generator/site.ts';
import { startOnHistory } from './start-on-history.ts';
import { createBlocks } from './write-history.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * Adds `ALERTS` to a recorded history: what a Prometheus would have noted that evaluated the rules once a minute. A real one
 * evaluates the expressions; `for` is counted here.
 */
export async function writeAlerts(folder: string, { alerts }: Site, span: Span): Promise<void> {
  const server = await startOnHistory('current', folder);
  const lines: string[] = [];
  try {
    const prometheus = prometheusAt(server.url);
    for (const alert of alerts) {
      const series = [];
      for (let from = span.from; from < span.to; from += DAY) {
        const range = { from, to: from + DAY - MINUTE, step: MINUTE };
        series.push(...(await prometheus.range(alert.expr, range)));
      }
      const period = { ...span, step: MINUTE, buckets: [] };
      for (const run of runsOf(series, period, (labels) => JSON.stringify(labels))) {
        const { __name__, ...labels } = run.labels;
        const { name: alertname, severity, component } = alert;
        const all = { ...labels, alertname, severity, component, alertstate: 'firing' };
        const text = Object.entries(all)
          .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
          .join(',');
        for (let at = run.from + parseDuration(alert.for); at < run.to; at += MINUTE) {
          lines.push(`ALERTS{${text}} 1 ${at / 1000}`);
        }
      }
    }
  } finally {
    await server.close();
  }
  const file = join(folder, 'alerts.om');
  await writeFile(file, `${lines.join('\n')}\n# EOF\n`);
  await createBlocks('current', file, join(folder, 'data'));
}

import { clusterRules } from '../../demo/cluster-rules.ts';
import { toYaml } from '../../generator/kit/serialise.ts';
import { prometheusFiles } from '../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite } from '../../generator/site.ts';
import type { Flavour } from './binaries.ts';
import { temporaryFolder } from './folder.ts';
import { testRules, type Verdict } from './prometheus-tools.ts';
import { type Recording, stepOf } from './recording.ts';

/** What must be true of the alerts at a scrape of a recording. */
export interface Expectation {
  /** Number of the scrape, the first is 0. */
  readonly at: number;
  /** PromQL that gives one series of value 1 for each alert: `group by (alertname) (ALERTS)`. */
  readonly expr: string;
  readonly alerts: readonly string[];
}

let shipped: Readonly<Record<string, string>> | undefined;

/** The generated rule files, as they are shipped, and a rule that the users' stack brings. */
function shippedRules(): Readonly<Record<string, string>> {
  shipped ??= generateRules();
  return shipped;
}

function generateRules(): Record<string, string> {
  const files = [...prometheusFiles(loadSite({}))].filter(([path]) => path.startsWith('prometheus/rules/'));
  const stack = toYaml({ groups: [{ name: 'node-exporter', rules: clusterRules }] });
  return {
    ...Object.fromEntries(files.map(([path, text]) => [path.replace('prometheus/', ''), text])),
    'rules/stack.yaml': stack,
  };
}

/** Lets the real promtool evaluate the shipped rules over a recording, at each of its scrapes. */
export async function judge(
  flavour: Flavour,
  recording: Recording,
  expectations: readonly Expectation[],
): Promise<Verdict> {
  const rules = shippedRules();
  const folder = await temporaryFolder(rules);
  const seconds = stepOf(recording) / 1000;
  try {
    const file = await folder.write(
      'recording.json',
      JSON.stringify({
        rule_files: Object.keys(rules),
        evaluation_interval: recording.step,
        tests: [
          {
            interval: recording.step,
            input_series: recording.series(),
            promql_expr_test: expectations.map(({ at, expr, alerts }) => ({
              expr,
              eval_time: `${at * seconds}s`,
              exp_samples: [...alerts]
                .sort()
                .map((alert) => ({ labels: `{alertname="${alert}"}`, value: 1 })),
            })),
          },
        ],
      }),
    );
    return await testRules(flavour, file);
  } finally {
    await folder.remove();
  }
}

/** Alerts that were in a state at any scrape from one to another, both included. */
export function ever(
  state: 'firing' | 'pending' | 'firing|pending',
  recording: Recording,
  from: number,
  to: number,
): string {
  // Whether a range holds its first moment differs between releases of Prometheus.
  const milliseconds = (to - from + 0.5) * stepOf(recording);
  return `group by (alertname) (max_over_time(ALERTS{alertstate=~"${state}"}[${milliseconds}ms]))`;
}

/** Alerts that fire at the moment. */
export const FIRING = 'group by (alertname) (ALERTS{alertstate="firing"})';

import { clusterRules } from '../../demo/cluster-rules.ts';
import { toYaml } from '../../generator/kit/serialise.ts';
import { ruleFiles } from '../../generator/outputs/prometheus/alerting-rules.ts';
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

interface ShippedRules {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * The names of their groups. A group reads what those before it have found at the same scrape; without an order
   * promtool takes a different one in every run, and with long steps a rule would hear of another a step late.
   */
  readonly groups: readonly string[];
  /** Words of the rules, among them all names of metrics. */
  readonly words: ReadonlySet<string>;
}

let shipped: ShippedRules | undefined;

/** The generated rule files, as they are shipped, and a rule that the users' stack brings. */
function shippedRules(): ShippedRules {
  shipped ??= generateRules();
  return shipped;
}

function generateRules(): ShippedRules {
  const site = loadSite({});
  const files = [...prometheusFiles(site)].filter(([path]) => path.startsWith('prometheus/rules/'));
  const stack = { name: 'node-exporter', rules: clusterRules };
  const groups = ruleFiles(site).flatMap(([, ofFile]) => ofFile);
  const texts = {
    ...Object.fromEntries(files.map(([path, text]) => [path.replace('prometheus/', ''), text])),
    'rules/stack.yaml': toYaml({ groups: [stack] }),
  };
  return {
    files: texts,
    groups: [stack, ...groups].map(({ name }) => name),
    words: new Set(Object.values(texts).flatMap((text) => text.match(/[\w:]+/g) ?? [])),
  };
}

/** Lets the real promtool evaluate the shipped rules over a recording, at each of its scrapes. */
export async function judge(
  flavour: Flavour,
  recording: Recording,
  expectations: readonly Expectation[],
): Promise<Verdict> {
  const { files, groups, words } = shippedRules();
  const folder = await temporaryFolder(files);
  const seconds = stepOf(recording) / 1000;
  try {
    const file = await folder.write(
      'recording.json',
      JSON.stringify({
        rule_files: Object.keys(files),
        evaluation_interval: recording.step,
        group_eval_order: groups,
        tests: [
          {
            interval: recording.step,
            // Taking in a series costs promtool more than most rules do, and a third of them is read by none.
            input_series: recording.series().filter(({ series }) => words.has(nameOf(series))),
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

function nameOf(series: string): string {
  return /^[\w:]+/.exec(series)?.[0] ?? '';
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

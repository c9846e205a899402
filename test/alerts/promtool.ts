import { siteAlerts } from '../../generator/catalogue.ts';
import { loadSite } from '../../generator/load.ts';
import { recordingRuleGroups, ruleGroups } from '../../generator/outputs/prometheus.ts';
import type { Flavour } from '../integration/binaries.ts';
import { temporaryFolder } from '../integration/folder.ts';
import { testRules } from '../integration/tools.ts';
import type { Recording } from './recorder.ts';

/** Alerts at the times asked for, each list sorted by name. */
export type States = Readonly<Record<string, readonly string[]>>;

/**
 * Lets the real promtool evaluate the generated rules over a recording, and compares which alerts are there.
 *
 * @param expected by time, such as `30m`: what the query yields then, alert names
 * @returns what promtool says against it; empty when all is as expected
 */
export async function disagreement(
  flavour: Flavour,
  recording: Recording,
  {
    step,
    query,
    expected,
    only,
  }: { step: string; query: string; expected: States; only?: readonly string[] },
): Promise<string> {
  const { plan, settings } = loadSite({});
  const rules = ruleGroups(plan, settings).map((group) => ({
    ...group,
    rules: group.rules.filter(
      ({ alert, labels }) => labels.escalation === undefined && (only?.includes(alert) ?? true),
    ),
  }));
  const test = {
    rule_files: ['recordings.yaml', 'rules.yaml'],
    evaluation_interval: step,
    // Between two steps a recorded value is too old to be seen, so it has to be there first.
    group_eval_order: [...recordingRuleGroups(settings), ...rules].map(({ name }) => name),
    tests: [
      {
        interval: step,
        input_series: [...recording].map(([series, values]) => ({ series, values: notation(values) })),
        promql_expr_test: Object.entries(expected).map(([at, names]) => ({
          expr: query,
          eval_time: at,
          exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
        })),
      },
    ],
  };
  const folder = await temporaryFolder({
    'recordings.yaml': { groups: recordingRuleGroups(settings) },
    'rules.yaml': { groups: rules.filter((group) => group.rules.length > 0) },
    'test.yaml': test,
  });
  try {
    const { accepted, output } = await testRules(flavour, `${folder.path}/test.yaml`);
    return accepted ? '' : output;
  } finally {
    await folder.remove();
  }
}

/** Names of the alerts that are made from the exporter's own metrics. */
export function ownAlerts(): readonly string[] {
  return siteAlerts(loadSite({}).settings)
    .filter(({ alert }) => ['palette', 'localUi', 'exporter'].includes(alert.source))
    .map(({ name }) => name);
}

/** A gap after a value is a series that ended: the next scrape marks it stale. */
function notation(values: readonly (number | undefined)[]): string {
  const words: string[] = [];
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    let count = 1;
    while (index + 1 < values.length && values[index + 1] === value) {
      count += 1;
      index += 1;
    }
    if (value !== undefined) words.push(count === 1 ? String(value) : `${value}x${count - 1}`);
    else if (words.length === 0) words.push(`_x${count}`);
    else words.push(count === 1 ? 'stale' : `stale _x${count - 1}`);
  }
  return words.join(' ');
}

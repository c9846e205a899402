import { ruleFiles } from '../../generator/outputs/prometheus/alerting-rules.ts';
import { testFiles } from '../../generator/outputs/prometheus/rule-tests.ts';
import type { Site } from '../../generator/site.ts';
import type { Folder } from './folder.ts';

/** What of a file for `promtool test rules` the tests look at. */
export interface CaseFile {
  readonly tests: readonly AlertCase[];
}

export interface AlertCase {
  readonly name: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly alert_rule_test: readonly {
    readonly alertname: string;
    readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[];
  }[];
}

/** The test files of a site by name. */
export function caseFiles(site: Site): readonly (readonly [name: string, content: CaseFile])[] {
  return testFiles(site).map(({ name, content }) => [name, content as CaseFile]);
}

/** The first case of each alert, with all its labels and texts. */
export function firesOf<Content extends CaseFile>(content: Content): Content {
  return { ...content, tests: content.tests.filter(({ name }) => name.endsWith(' fires')) };
}

/**
 * Writes the cases of each alert, changed, with the rules that matter to it: promtool would evaluate all the others as
 * well for each case. For one start of it, since it takes several files.
 *
 * @returns the paths of the files for `promtool test rules`
 */
export async function writeCases(
  folder: Folder,
  files: ReturnType<typeof caseFiles>,
  site: Site,
  change: (test: AlertCase) => AlertCase,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [file, { tests, ...rest }] of files) {
    for (const alert of new Set(tests.flatMap(alertsOf))) {
      const own = tests.filter((test) => alertsOf(test).includes(alert)).map(change);
      // promtool reads JSON as YAML, and JSON is written much faster.
      await folder.write(`${file}/${alert}-rules.json`, JSON.stringify({ groups: groupsFor(site, alert) }));
      const content = { ...rest, rule_files: [`${alert}-rules.json`], tests: together(own) };
      written.push(await folder.write(`${file}/${alert}.json`, JSON.stringify(content)));
    }
  }
  return written;
}

/** The rule and its twins alone, unless it reads other alerts: then with all that are shipped in one file with it. */
function groupsFor(site: Site, alert: string): readonly object[] {
  const isOwn = (rule: object) => 'alert' in rule && rule.alert === alert;
  const [, groups = []] = ruleFiles(site).find(([, all]) => all.some(({ rules }) => rules.some(isOwn))) ?? [];
  const readsOthers = groups.some(({ rules }) =>
    rules.some((rule) => isOwn(rule) && rule.expr.includes('ALERTS')),
  );
  if (readsOthers) return groups;
  return groups
    .map((group) => ({ ...group, rules: group.rules.filter(isOwn) }))
    .filter(({ rules }) => rules.length > 0);
}

/** Those with the same series as one: promtool sets up a store for each test, which costs more than the rules. */
function together(tests: readonly AlertCase[]): readonly AlertCase[] {
  const alike = new Map<string, AlertCase[]>();
  for (const one of tests) {
    const series = JSON.stringify(one.input_series);
    alike.set(series, [...(alike.get(series) ?? []), one]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const all = [first, ...others];
    const name = all.map((one) => one.name).join('; ');
    return [{ ...first, name, alert_rule_test: all.flatMap((one) => one.alert_rule_test) }];
  });
}

function alertsOf({ alert_rule_test }: AlertCase): readonly string[] {
  return alert_rule_test.map(({ alertname }) => alertname);
}

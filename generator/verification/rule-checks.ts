import { SOURCES } from '../../alerts/kit/metric-source.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { prometheusRules } from '../outputs/kubernetes/prometheus-rule.ts';
import { type Rule, ruleGroups } from '../outputs/prometheus/alerting-rules.ts';
import { TWIN } from '../route-tree.ts';
import type { Site } from '../site.ts';
import type { SiteAlert } from '../site-alerts.ts';
import { type Finding, failed, fine, some, warning } from './finding.ts';
import type { LoadedRule, Running } from './running.ts';

/** A rule of the bundle, in the forms in which it may be installed, and what is loaded of it. */
export interface PlannedRule {
  /** As in `prometheus/rules/`, and as in `kubernetes/rules/`. */
  readonly forms: readonly Rule[];
  readonly loaded: LoadedRule | undefined;
}

/** The rules of the bundle beside what is loaded. */
export function plannedRules(site: Site, loaded: readonly LoadedRule[]): readonly PlannedRule[] {
  const known = new Map(loaded.map((rule) => [keyOf(rule.name, rule.labels), rule]));
  const operator = new Map(
    prometheusRules(site)
      .flatMap(({ spec }) => spec.groups.flatMap(({ rules }) => rules))
      .flatMap((rule) => ('alert' in rule ? [[keyOf(rule.alert, rule.labels), rule] as const] : [])),
  );
  return ruleGroups(site)
    .flatMap(({ rules }) => rules)
    .map((rule) => {
      const key = keyOf(rule.alert, rule.labels);
      const other = operator.get(key);
      return { forms: other === undefined ? [rule] : [rule, other], loaded: known.get(key) };
    });
}

/** Expressions of rules of which nothing is loaded as it is written: Prometheus may print one of them as what is loaded. */
export function unclearExpressions(planned: readonly PlannedRule[]): readonly string[] {
  return planned.flatMap(({ forms, loaded }) => {
    if (loaded === undefined || forms.some(({ expr }) => isSame(expr, loaded.query))) return [];
    return forms.map(({ expr }) => expr);
  });
}

/** Whether the rules are loaded, are those of the plan, and can be evaluated. */
export function ruleFindings(planned: readonly PlannedRule[], { prometheus }: Running): readonly Finding[] {
  const findings: Finding[] = [];
  const missing = planned.filter(({ loaded }) => loaded === undefined);
  if (missing.length > 0)
    findings.push(
      failed(
        'rules',
        `${missing.length} of ${planned.length} are not loaded: ${some(missing.map(nameOf))}`,
        'load all files of prometheus/rules/ (rule_files), or apply kubernetes/rules/ with the labels of ruleSelector',
      ),
    );
  const stale = planned.flatMap((rule) => staleness(rule, prometheus.printed));
  if (stale.length > 0)
    findings.push(
      failed(
        'rules',
        `${stale.length} are not those of the plan: ${some(stale)}`,
        'install the rules of the bundle again and reload Prometheus',
      ),
    );
  const broken = planned.filter(({ loaded }) => loaded?.health === 'err');
  if (broken.length > 0)
    findings.push(
      failed(
        'rules',
        `${broken.length} cannot be evaluated: ${some(broken.map(nameOf))} (${broken[0]?.loaded?.lastError})`,
        'mend what the error says; until then these alerts cannot fire',
      ),
    );
  return findings.length > 0 ? findings : [fine('rules', `all ${planned.length} are loaded and evaluated`)];
}

/** The metrics without which some of the alerts cannot fire. */
export function neededMetrics(alerts: readonly SiteAlert[]): readonly string[] {
  return [...new Set(alerts.flatMap(metricsOf))];
}

/** Alerts that can never fire, since a metric that they need is nowhere. */
export function metricFindings(alerts: readonly SiteAlert[], { prometheus }: Running): readonly Finding[] {
  const { metrics, described, drops } = prometheus;
  // What has a description and no series may simply not be the case now, unless series are taken away.
  const isLost = (metric: string) => !metrics.has(metric) && (drops || !described.has(metric));
  const findings = Object.entries(SOURCES).flatMap(([source, title]) => {
    const ofSource = alerts.filter(({ alert }) => alert.source === source);
    const needed = new Map(ofSource.map((alert) => [alert.name, metricsOf(alert)]));
    const all = [...needed.values()].flat();
    const lost = new Set(all.filter(isLost));
    if (lost.size === 0) return [];
    const silent = ofSource.filter(({ name }) => needed.get(name)?.some((metric) => lost.has(metric)));
    const names = some(silent.map(({ name }) => name));
    if (all.every((metric) => !metrics.has(metric)))
      return [
        warning(
          'metrics',
          `there is nothing of ${title}: ${silent.length} alerts can never fire: ${names}`,
          'let Prometheus scrape it, or switch these alerts off in the settings (alerts.NAME.enabled)',
        ),
      ];
    return [
      warning(
        'metrics',
        `${some(lost)} of ${title} ${lost.size === 1 ? 'is' : 'are'} nowhere: ${names} can never fire`,
        'see whether the target is up, its collector is on, and metric_relabel_configs keep it',
      ),
    ];
  });
  return findings.length > 0 ? findings : [fine('metrics', 'what the alerts read is there')];
}

/** The metrics without which an alert does not fire in its own test. */
function metricsOf({ alert, expr }: SiteAlert): readonly string[] {
  const { interval: _, firing } = alert.tests;
  const names = Object.keys(firing.series).flatMap(
    (selector) => /^[a-zA-Z_:][\w:]*/.exec(selector)?.[0] ?? [],
  );
  return [...new Set(names)].filter((name) => new RegExp(`\\b${name}\\b`).test(expr));
}

function staleness({ forms, loaded }: PlannedRule, printed: ReadonlyMap<string, string>): readonly string[] {
  if (loaded === undefined) return [];
  const differences = forms.map((form) => difference(form, loaded, printed));
  const nearest = differences.find((found) => found === undefined) ?? differences.at(0);
  return differences.includes(undefined) || nearest === undefined ? [] : [`${loaded.name} (${nearest})`];
}

function difference(
  form: Rule,
  loaded: LoadedRule,
  printed: ReadonlyMap<string, string>,
): string | undefined {
  if (!isSame(printed.get(form.expr) ?? form.expr, loaded.query)) return 'its expression differs';
  if (parseDuration(form.for) / 1000 !== loaded.duration)
    return `for ${loaded.duration} s instead of ${form.for}`;
  if (parseDuration(form.keep_firing_for ?? '0s') / 1000 !== loaded.keepFiringFor)
    return `keep_firing_for ${loaded.keepFiringFor} s instead of ${form.keep_firing_for ?? '0s'}`;
  const names = new Set([...Object.keys(form.labels), ...Object.keys(loaded.labels)]);
  const odd = [...names].find((name) => form.labels[name] !== loaded.labels[name]);
  if (odd === undefined) return undefined;
  return `${odd} "${loaded.labels[odd] ?? ''}" instead of "${form.labels[odd] ?? ''}"`;
}

/** Blanks are all that differs between two prints of one expression. */
function isSame(one: string, other: string): boolean {
  const withoutBlanks = (expression: string) => expression.replace(/\s+/g, '');
  return withoutBlanks(one) === withoutBlanks(other);
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, labels[TWIN.after] ?? '']);
}

function nameOf({ forms }: PlannedRule): string {
  return forms[0]?.alert ?? '';
}

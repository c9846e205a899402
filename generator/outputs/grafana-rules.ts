import { siteAlerts } from '../catalogue.ts';
import type { Plan } from '../contacts/plan.ts';
import type { Settings } from '../settings.ts';
import { uidOf, waiting } from './grafana-contacts.ts';
import { type Rule, ruleGroups } from './prometheus.ts';

/** A rule group of Grafana's own alerting. */
export interface GrafanaRuleGroup {
  readonly orgId: 1;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly object[];
}

/** The same rules for Grafana to evaluate, where there is no ruler of Prometheus to do it. */
export function grafanaRuleGroups(plan: Plan, settings: Settings): readonly GrafanaRuleGroup[] {
  const dashboards = new Map(siteAlerts(settings).map(({ name, alert }) => [name, alert.dashboard]));
  return ruleGroups(waiting(plan), settings).map(({ name, rules }) => ({
    orgId: 1,
    name,
    folder: settings.grafana.folder,
    interval: '1m',
    rules: rules.map((rule) => grafanaRule(rule, dashboards.get(rule.alert), settings)),
  }));
}

function grafanaRule(rule: Rule, dashboard: string | undefined, { grafana }: Settings): object {
  return {
    uid: uidOf(rule.alert),
    title: rule.alert,
    condition: 'B',
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: grafana.datasource.uid,
        model: { refId: 'A', expr: rule.expr, instant: true, range: false },
      },
      {
        // The expression already compares: every series it returns is a case, whatever its value.
        refId: 'B',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: '__expr__',
        model: { refId: 'B', type: 'math', expression: 'is_number($A)' },
      },
    ],
    noDataState: 'OK',
    execErrState: 'Error',
    for: rule.for,
    labels: rule.labels,
    annotations: {
      ...Object.fromEntries(
        Object.entries(rule.annotations).map(([key, text]) => [
          key,
          text.replace(/\$value\b/g, '$values.A.Value'),
        ]),
      ),
      ...(dashboard !== undefined && { __dashboardUid__: dashboard }),
    },
    isPaused: false,
  };
}

import type { Site } from '../../site.ts';
import type { Settings } from '../../site-settings.ts';
import { type Rule, ruleGroups } from '../prometheus/alerting-rules.ts';
import { OWN, uidOf, waiting } from './contact-points.ts';

/** A rule group of Grafana's own alerting. */
export interface GrafanaRuleGroup {
  readonly orgId: 1;
  readonly name: string;
  readonly folder: string;
  readonly interval: string;
  readonly rules: readonly GrafanaRule[];
}

/** A rule as provisioning files have it; the API calls one of the fields otherwise. */
export interface GrafanaRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly object[];
  readonly noDataState: 'OK';
  readonly execErrState: 'Error';
  readonly for: string;
  readonly keepFiringFor?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly isPaused: boolean;
}

/** The same rules for Grafana to evaluate, where there is no ruler of Prometheus to do it. */
export function grafanaRuleGroups(site: Site): readonly GrafanaRuleGroup[] {
  const dashboards = new Map(site.alerts.map(({ name, alert }) => [name, alert.dashboard]));
  return ruleGroups(waiting(site)).map(({ name, rules }) => ({
    orgId: 1,
    name,
    folder: site.settings.grafana.folder,
    interval: '1m',
    rules: rules.map((rule) => grafanaRule(rule, dashboards.get(rule.alert), site.settings)),
  }));
}

function grafanaRule(rule: Rule, dashboard: string | undefined, { grafana }: Settings): GrafanaRule {
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
    // Read by Grafana 12.1.2 and later; earlier ones pass over it.
    ...(rule.keep_firing_for !== undefined && { keepFiringFor: rule.keep_firing_for }),
    labels: { ...rule.labels, [OWN.label]: OWN.value },
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

import { alerts } from '../alerts/index.ts';
import type { Alert } from '../alerts/kit/alert.ts';
import type { Severity } from '../alerts/kit/alert-settings.ts';
import { COMPONENTS, type Component } from '../alerts/kit/components.ts';
import { rosterAlerts } from '../alerts/rules/roster.ts';
import { formatDuration, parseDuration } from '../exporter/time/duration.ts';
import type { Plan } from './contacts/escalation-plan.ts';
import { fits, type Labels } from './contacts/rule-matching.ts';
import type { Settings } from './site-settings.ts';

/** An alert with the settings of the site applied: what rules, reports and pages are made from. */
export interface SiteAlert {
  readonly alert: Alert;
  readonly name: string;
  readonly component: Component;
  readonly severity: Severity;
  readonly expr: string;
  readonly for: string;
  /** Never zero. */
  readonly keepFiringFor?: string;
}

/**
 * The alerts that a site has, without those it switched off.
 *
 * @param rosterEnd until when its turns are written out, if they end
 */
export function siteAlerts(settings: Settings, rosterEnd?: Date): readonly SiteAlert[] {
  const ofSite = rosterEnd === undefined ? [] : rosterAlerts(rosterEnd);
  return [...alerts, ...ofSite]
    .filter(({ name }) => settings.alerts[name]?.enabled ?? true)
    .map((alert) => ({
      alert,
      name: alert.name,
      component: alert.component,
      severity: settings.alerts[alert.name]?.severity ?? alert.severity,
      expr: alert.expr(settings),
      for: settings.alerts[alert.name]?.for ?? alert.for,
      ...keeping(settings.alerts[alert.name]?.keepFiringFor ?? alert.keepFiringFor),
    }));
}

function keeping(keepFiringFor = '0s'): Pick<SiteAlert, 'keepFiringFor'> {
  return parseDuration(keepFiringFor) > 0 ? { keepFiringFor } : {};
}

/** The alerts of each component that has some, in the order of the components. */
export function byComponent(
  alerts: readonly SiteAlert[],
): readonly (readonly [Component, readonly SiteAlert[]])[] {
  return (Object.keys(COMPONENTS) as Component[])
    .map((component) => [component, alerts.filter((alert) => alert.component === component)] as const)
    .filter(([, found]) => found.length > 0);
}

/** Name of the rule group and file of a component. */
export function groupName(component: Component): string {
  return component === 'palette' ? 'palette' : `palette-${component}`;
}

/** The labels that the routing may look at, of an alert without regard to the object it is about. */
export function routingLabels({ name, component, severity }: SiteAlert): Labels {
  return { alertname: name, component, severity };
}

/**
 * The delays after which a critical alert is told to further people, each needing a second rule. All rules of the plan
 * that may apply count: which one does may depend on the project or the cluster.
 */
export function twinDelays(plan: Plan, alert: SiteAlert): readonly string[] {
  if (alert.severity !== 'critical') return [];
  const labels = routingLabels(alert);
  const fitting = plan.rules.filter(({ escalation, conditions }) => {
    const decided = conditions.filter(({ label }) => label in labels);
    return escalation === 'twin' && fits(decided, labels);
  });
  const delays = new Set(fitting.flatMap(({ steps }) => steps.slice(1).map(({ after }) => after)));
  return [...delays].sort((a, b) => parseDuration(a) - parseDuration(b));
}

/** The time after which the twin of an alert fires. */
export function twinFor(alert: SiteAlert, delay: string): string {
  return formatDuration(parseDuration(alert.for) + parseDuration(delay));
}

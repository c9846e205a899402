import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { type AlertLabels, allFit, isOpen, routesFor } from '../alertmanager/evaluate.ts';
import type { Configuration, Route } from '../alertmanager/read-configuration.ts';
import { ROUTED } from '../channels/channel.ts';
import { decidingRules } from '../contacts/deciding-rules.ts';
import type { Plan } from '../contacts/escalation-plan.ts';
import { MERGED_PREFIX } from '../outputs/alertmanager/merged-parts.ts';
import { HEARTBEAT, WATCHDOG } from '../route-tree.ts';
import type { Site } from '../site.ts';
import { seesOwnNamespaceOnly } from '../site-notes.ts';
import { type Finding, failed, fine, some } from './finding.ts';
import { relabelled } from './relabel.ts';
import { deviationFindings, type Journey, leads, QUARTER, WEEK } from './route-deviations.ts';
import type { PlannedRule } from './rule-checks.ts';
import type { Running } from './running.ts';

/** Who is told by the running configuration, against the planned one, at every quarter of an hour of a week. */
export function routingFindings(context: RoutingContext): readonly Finding[] {
  const { running, from } = context;
  const journeys = journeysOf(context);
  const dropped = journeys.filter(({ arrives }) => arrives === undefined);
  const findings = [
    ...deviationFindings(journeys, {
      check: 'routing',
      planned: context.planned,
      running: running.alertmanager.configuration,
      from,
      ownName: ownName(context),
      remedy: 'install the routing of the bundle again',
    }),
  ];
  if (dropped.length > 0)
    findings.unshift(
      failed(
        'labels',
        `alert_relabel_configs of Prometheus drop ${some(dropped.map(({ alert }) => alert))}`,
        'take the rule that drops them out of alerting.alert_relabel_configs',
      ),
    );
  const changed = relabelledSeverities(journeys);
  if (changed !== undefined) findings.unshift(changed);
  const all = [...findings, ...heartbeatFindings(running, context)];
  const isRight = !all.some(({ check, outcome }) => check === 'routing' && outcome !== 'ok');
  if (!isRight) return all;
  return [
    fine('routing', `whoever should be told is told, at every hour of the week from ${day(from)}`),
    ...all,
  ];
}

export interface RoutingContext {
  readonly site: Site;
  /** The configuration that the plan makes. */
  readonly planned: Configuration;
  readonly running: Running;
  readonly rules: readonly PlannedRule[];
  readonly from: Date;
}

function journeysOf({ site, running, rules }: RoutingContext): readonly Journey[] {
  const { externalLabels, relabelling } = running.prometheus;
  const own = rules.flatMap(({ forms, loaded }) => {
    const [rule] = forms;
    if (rule === undefined) return [];
    const known = { alertname: rule.alert, ...rule.labels };
    return places(site.plan, known).map((leaves) => ({ leaves, set: loaded?.labels ?? rule.labels }));
  });
  const others = othersOf(site.plan)
    .filter((labels) => isOurs(labels, site, running))
    .map((leaves) => ({ leaves, set: {} }));
  return [...own, ...others].map(({ leaves, set }) => ({
    alert: leaves.alertname ?? '',
    leaves,
    arrives: relabelled({ ...externalLabels, ...leaves, ...set }, relabelling),
  }));
}

/**
 * Whether an alert of kube-prometheus-stack is for our routing: not where that is an AlertmanagerConfig which sees its own
 * namespace only, as `generate` has said, or was merged into a configuration of others for our alerts alone.
 */
function isOurs(labels: AlertLabels, site: Site, { alertmanager }: Running): boolean {
  const { receivers, route } = alertmanager.configuration;
  const prefix = `${site.settings.kubernetes.namespace}/palette/`;
  if (seesOwnNamespaceOnly(site) && [...receivers.keys()].some((name) => name.startsWith(prefix)))
    return false;
  const merged = route.routes.filter(({ receiver }) => receiver.startsWith(MERGED_PREFIX));
  return merged.length === 0 || merged.some(({ matchers }) => allFit(matchers, labels));
}

/** The labels of an alert in every place that the routing tells apart. */
export function places(plan: Plan, labels: AlertLabels): readonly AlertLabels[] {
  const found = decidingRules(plan, labels).map((decided) => ({ ...labels, ...decided.labels }));
  return found.length === 0 ? [labels] : found;
}

function othersOf(plan: Plan): readonly AlertLabels[] {
  return Object.values(reliedOn)
    .flat()
    .flatMap((alertname) => ROUTED.flatMap((severity) => places(plan, { alertname, severity })));
}

/** The operator puts `namespace/object/` in front of names, and merging into a configuration of others our own mark. */
function ownName({ planned }: RoutingContext): (name: string) => string {
  return (name) => {
    const [, bare = name] = /^(?:[^/]+\/[^/]+|palette-bundle)\/(.+)$/s.exec(name) ?? [];
    return planned.receivers.has(name) || !planned.receivers.has(bare) ? name : bare;
  };
}

function relabelledSeverities(journeys: readonly Journey[]): Finding | undefined {
  const changed = journeys.filter(
    ({ leaves, arrives }) => arrives !== undefined && arrives.severity !== leaves.severity,
  );
  const [first] = changed;
  if (first === undefined) return undefined;
  return failed(
    'labels',
    `${some(changed.map(({ alert }) => alert))} arrive with severity "${first.arrives?.severity ?? ''}" instead of "${first.leaves.severity}"`,
    'the routing goes by it: take what changes it out of the rules or of alerting.alert_relabel_configs',
  );
}

/** Whether the alert that always fires reaches the checker outside. */
function heartbeatFindings(running: Running, { planned, from }: RoutingContext): readonly Finding[] {
  const { configuration } = running.alertmanager;
  const labels = relabelled(
    { ...running.prometheus.externalLabels, alertname: WATCHDOG, severity: 'none' },
    running.prometheus.relabelling,
  );
  const meant = routesNaming(configuration.route, WATCHDOG).filter(({ receiver }) =>
    leads(configuration, receiver),
  );
  if (meant.length === 0 && !planned.receivers.has(HEARTBEAT))
    return [fine('heartbeat', 'no checker outside waits for the Watchdog alert')];
  const taken = labels === undefined ? [] : routesFor(configuration.route, labels);
  const heard = taken.filter(({ receiver }) => leads(configuration, receiver));
  const quiet = Array.from(
    { length: WEEK },
    (_, quarter) => new Date(from.getTime() + quarter * QUARTER),
  ).filter((at) => !heard.some((route) => isOpen(configuration, route, at)));
  if (quiet.length === 0)
    return [fine('heartbeat', `the Watchdog alert goes to ${some(heard.map(({ receiver }) => receiver))}`)];
  const hours = quiet.length === WEEK ? '' : ` in ${quiet.length / 4} of 168 hours`;
  return [
    failed(
      'heartbeat',
      `the Watchdog alert reaches no checker outside${hours}: ${taken.map(({ receiver }) => `"${receiver}"`).join(', ') || 'no route'} takes it`,
      "put the route of the dead man's switch first, without time intervals",
    ),
  ];
}

function routesNaming(route: Route, alertname: string): readonly Route[] {
  const names = route.matchers.some(
    ({ label, operator, fits }) =>
      label === 'alertname' && operator.startsWith('=') && fits(alertname) && !fits(''),
  );
  return [...(names ? [route] : []), ...route.routes.flatMap((child) => routesNaming(child, alertname))];
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

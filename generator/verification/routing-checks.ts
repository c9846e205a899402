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
import { type Finding, failed, fine, some, warning } from './finding.ts';
import { relabelled } from './relabel.ts';
import type { PlannedRule } from './rule-checks.ts';
import type { Running } from './running.ts';

const QUARTER = 15 * 60_000;
const WEEK = 7 * 24 * 4;

/** Who is told by the running configuration, against the planned one, at every quarter of an hour of a week. */
export function routingFindings(context: RoutingContext): readonly Finding[] {
  const { running, from } = context;
  const journeys = journeysOf(context);
  const dropped = journeys.filter(({ arrives }) => arrives === undefined);
  const findings = [...deviations(journeys, context)];
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

/** An alert as it leaves the rule, and as it arrives at Alertmanager. */
interface Journey {
  readonly alert: string;
  readonly leaves: AlertLabels;
  /** Undefined where it is dropped on the way. */
  readonly arrives: AlertLabels | undefined;
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
function places(plan: Plan, labels: AlertLabels): readonly AlertLabels[] {
  const found = decidingRules(plan, labels).map((decided) => ({ ...labels, ...decided.labels }));
  return found.length === 0 ? [labels] : found;
}

function othersOf(plan: Plan): readonly AlertLabels[] {
  return Object.values(reliedOn)
    .flat()
    .flatMap((alertname) => ROUTED.flatMap((severity) => places(plan, { alertname, severity })));
}

/** Alerts whose way is the same in both configurations. */
interface Way {
  readonly wanted: readonly Route[];
  readonly taken: readonly Route[];
  readonly alerts: Set<string>;
}

interface Deviation {
  readonly receiver: string;
  readonly alerts: Set<string>;
  readonly moments: Set<number>;
  readonly ways: Set<Way>;
}

function deviations(journeys: readonly Journey[], context: RoutingContext): readonly Finding[] {
  const ways = waysOf(journeys, context);
  const [missed, added] = [new Map<string, Deviation>(), new Map<string, Deviation>()];
  for (let quarter = 0; quarter < WEEK; quarter += 1) {
    const at = new Date(context.from.getTime() + quarter * QUARTER);
    for (const way of ways) {
      const wanted = told(context.planned, way.wanted, at);
      const taken = new Set(
        [...told(context.running.alertmanager.configuration, way.taken, at)].map(ownName(context)),
      );
      for (const receiver of wanted) if (!taken.has(receiver)) note(missed, receiver, way, at);
      for (const receiver of taken) if (!wanted.has(receiver)) note(added, receiver, way, at);
    }
  }
  return [
    ...[...missed.values()].map((deviation) =>
      failed(
        'routing',
        `${deviation.receiver} is not told about ${some(deviation.alerts)}${when(deviation)}`,
        remedyFor(deviation),
      ),
    ),
    ...[...added.values()].map((deviation) =>
      warning(
        'routing',
        `${deviation.receiver} is told about ${some(deviation.alerts)}${when(deviation)}, and nothing in the plan says so`,
        'where that is not meant, take the route away or narrow its matchers',
      ),
    ),
  ];
}

function waysOf(journeys: readonly Journey[], { planned, running }: RoutingContext): readonly Way[] {
  const ways = new Map<string, Way>();
  const ids = new Map<Route, number>();
  const id = (route: Route) => {
    const known = ids.get(route) ?? ids.size;
    ids.set(route, known);
    return known;
  };
  for (const { alert, leaves, arrives } of journeys) {
    const wanted = routesFor(planned.route, leaves);
    const taken = arrives === undefined ? [] : routesFor(running.alertmanager.configuration.route, arrives);
    const key = JSON.stringify([wanted.map(id), taken.map(id)]);
    const way = ways.get(key) ?? { wanted, taken, alerts: new Set() };
    way.alerts.add(alert);
    ways.set(key, way);
  }
  return [...ways.values()];
}

function told(configuration: Configuration, routes: readonly Route[], at: Date): ReadonlySet<string> {
  const open = routes.filter((route) => isOpen(configuration, route, at));
  return new Set(open.map(({ receiver }) => receiver).filter((name) => leads(configuration, name)));
}

function leads({ receivers }: Configuration, name: string): boolean {
  return (receivers.get(name)?.integrations.size ?? 0) > 0;
}

/** The operator puts `namespace/object/` in front of names, and merging into a configuration of others our own mark. */
function ownName({ planned }: RoutingContext): (name: string) => string {
  return (name) => {
    const [, bare = name] = /^(?:[^/]+\/[^/]+|palette-bundle)\/(.+)$/s.exec(name) ?? [];
    return planned.receivers.has(name) || !planned.receivers.has(bare) ? name : bare;
  };
}

function note(deviations: Map<string, Deviation>, receiver: string, way: Way, at: Date): void {
  const found = deviations.get(receiver) ?? {
    receiver,
    alerts: new Set(),
    moments: new Set(),
    ways: new Set(),
  };
  for (const alert of way.alerts) found.alerts.add(alert);
  found.moments.add(at.getTime());
  found.ways.add(way);
  deviations.set(receiver, found);
}

function when({ moments }: Deviation): string {
  if (moments.size === WEEK) return '';
  const [first = 0] = moments;
  return ` in ${moments.size / 4} of 168 hours, first on ${new Date(first).toUTCString().slice(0, 3)} ${new Date(first).toISOString().slice(0, 16)}Z`;
}

function remedyFor({ receiver, ways, moments }: Deviation): string {
  const [way] = ways;
  const routes = way?.taken ?? [];
  if (
    routes.some((route) => route.receiver === receiver || route.receiver.endsWith(`/${receiver}`)) &&
    moments.size < WEEK
  )
    return 'the hours of its route are others than planned: install the routing of the bundle again';
  const where = routes.map(
    (route) => `{${route.matchers.map(matcherText).join(', ')}} to "${route.receiver}"`,
  );
  const instead = where.length === 0 ? 'no route takes them' : `the route ${some(where)} takes them`;
  return `${instead}: install the routing of the bundle again, in front of what takes its alerts`;
}

function matcherText({ label, operator, value }: Route['matchers'][number]): string {
  const text = JSON.stringify(value);
  return `${label}${operator}${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`;
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

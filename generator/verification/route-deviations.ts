import { type AlertLabels, isOpen, routesFor } from '../alertmanager/evaluate.ts';
import type { Configuration, Route } from '../alertmanager/read-configuration.ts';
import { holds } from '../alertmanager/time-intervals.ts';
import { type Finding, failed, some, warning } from './finding.ts';

export const QUARTER = 15 * 60_000;
/** Quarters of an hour in a week. */
export const WEEK = 7 * 24 * 4;

/** An alert as it leaves the rule, and as it arrives at Alertmanager. */
export interface Journey {
  readonly alert: string;
  readonly leaves: AlertLabels;
  /** Undefined where it is dropped on the way. */
  readonly arrives: AlertLabels | undefined;
}

/** Two trees, and what to know about them. */
export interface Comparison {
  /** How the findings are called. */
  readonly check: string;
  readonly planned: Configuration;
  readonly running: Configuration;
  readonly from: Date;
  /** The name in the plan of a receiver that runs. */
  ownName(name: string): string;
  /** What brings the planned tree back. */
  readonly remedy: string;
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

/** Who is not told although the plan says so, and who is told without it, at every quarter of an hour of a week. */
export function deviationFindings(journeys: readonly Journey[], context: Comparison): readonly Finding[] {
  const ways = waysOf(journeys, context);
  const [missed, added] = [new Map<string, Deviation>(), new Map<string, Deviation>()];
  // Most quarters of an hour are like others: the same intervals hold in them.
  const known = new Map<string, readonly Difference[]>();
  for (let quarter = 0; quarter < WEEK; quarter += 1) {
    const at = new Date(context.from.getTime() + quarter * QUARTER);
    const held = `${heldAt(context.planned, at)} ${heldAt(context.running, at)}`;
    const differences = known.get(held) ?? differencesAt(ways, context, at);
    known.set(held, differences);
    for (const { way, receiver, isMissed } of differences) note(isMissed ? missed : added, receiver, way, at);
  }
  return [
    ...[...missed.values()].map((deviation) =>
      failed(
        context.check,
        `${deviation.receiver} is not told about ${some(deviation.alerts)}${when(deviation)}`,
        remedyFor(deviation, context.remedy),
      ),
    ),
    ...[...added.values()].map((deviation) =>
      warning(
        context.check,
        `${deviation.receiver} is told about ${some(deviation.alerts)}${when(deviation)}, and nothing in the plan says so`,
        'where that is not meant, take the route away or narrow its matchers',
      ),
    ),
  ];
}

/** A receiver that only one of two trees tells about the alerts of a way. */
interface Difference {
  readonly way: Way;
  readonly receiver: string;
  readonly isMissed: boolean;
}

function differencesAt(
  ways: readonly Way[],
  { planned, running, ownName }: Comparison,
  at: Date,
): readonly Difference[] {
  return ways.flatMap((way) => {
    const wanted = told(planned, way.wanted, at);
    const taken = new Set([...told(running, way.taken, at)].map(ownName));
    return [
      ...without(wanted, taken).map((receiver) => ({ way, receiver, isMissed: true })),
      ...without(taken, wanted).map((receiver) => ({ way, receiver, isMissed: false })),
    ];
  });
}

function without(all: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...all].filter((one) => !others.has(one));
}

/** Which of its time intervals hold at a moment: two moments with the same are alike. */
function heldAt({ intervals }: Configuration, at: Date): string {
  return [...intervals.values()].map((times) => (holds(times, at) ? '1' : '0')).join('');
}

function waysOf(journeys: readonly Journey[], { planned, running }: Comparison): readonly Way[] {
  const ways = new Map<string, Way>();
  const ids = new Map<Route, number>();
  const id = (route: Route) => {
    const known = ids.get(route) ?? ids.size;
    ids.set(route, known);
    return known;
  };
  for (const { alert, leaves, arrives } of journeys) {
    const wanted = routesFor(planned.route, leaves);
    const taken = arrives === undefined ? [] : routesFor(running.route, arrives);
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

/** Whether a receiver sends anything. */
export function leads({ receivers }: Configuration, name: string): boolean {
  return (receivers.get(name)?.integrations.size ?? 0) > 0;
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

function remedyFor({ receiver, ways, moments }: Deviation, remedy: string): string {
  const [way] = ways;
  const routes = way?.taken ?? [];
  if (
    routes.some((route) => route.receiver === receiver || route.receiver.endsWith(`/${receiver}`)) &&
    moments.size < WEEK
  )
    return `the hours of its route are others than planned: ${remedy}`;
  const where = routes.map(
    (route) => `{${route.matchers.map(matcherText).join(', ')}} to "${route.receiver}"`,
  );
  const instead = where.length === 0 ? 'no route takes them' : `the route ${some(where)} takes them`;
  return `${instead}: ${remedy}, in front of what takes its alerts`;
}

function matcherText({ label, operator, value }: Route['matchers'][number]): string {
  const text = JSON.stringify(value);
  return `${label}${operator}${text.length > 60 ? `${text.slice(0, 57)}…"` : text}`;
}

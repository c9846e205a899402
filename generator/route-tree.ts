import { type Channel, keepsIncident, sharesIncident } from './channels/any-channel.ts';
import type { Routed } from './channels/channel.ts';
import type { Person } from './contacts/contact.ts';
import { daysOfDuty } from './contacts/duty.ts';
import { offIntervals, onIntervals } from './contacts/duty-intervals.ts';
import type { Condition, Plan, PlanRule, Step, Told } from './contacts/escalation-plan.ts';
import type { Interval } from './contacts/interval.ts';
import { expression } from './contacts/rule-matching.ts';
import type { Settings } from './site-settings.ts';

/** A condition as Alertmanager, the operator and Grafana know it. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~';
  readonly value: string;
}

/** A node of the routing tree, before it takes the shape of one of the products. */
export interface RouteNode {
  readonly receiver: string;
  readonly matchers: readonly Matcher[];
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  readonly continue?: true;
  /** Names of time intervals in which this route is silent. */
  readonly muteTimes?: readonly string[];
  readonly routes?: readonly RouteNode[];
}

/** A person's channels under the name by which routes call them. */
export interface Receiver {
  readonly name: string;
  readonly channels: readonly Channel[];
  /** Whether it is also told that an alert is over. */
  readonly sendResolved: boolean;
  /** Whether it keeps an incident open: the hours of its owner do not hold for it, only the days. */
  readonly keepsIncidents: boolean;
}

/** The plan as a tree: what all alerting products share. */
export interface RouteTree {
  readonly root: RouteNode;
  readonly receivers: readonly Receiver[];
  readonly intervals: ReadonlyMap<string, readonly Interval[]>;
}

/** Receiver without channels: what goes there is sent to nobody. */
export const NOBODY = 'nobody';
/** Receiver of the Watchdog alert, where the settings name an outside checker that calls when it stops arriving. */
export const HEARTBEAT = 'heartbeat';

/** The alert that always fires. */
export const WATCHDOG = 'Watchdog';

/** The name under which test alerts arrive. */
export const TEST_ALERT = 'PaletteTestNotification';

/** Labels that put alerts into one mail. */
export const GROUP_BY = ['alertname', 'palette', 'project', 'cluster_name'] as const;

/** Labels that only the second rule of a critical alert carries. */
export const TWIN = { marker: 'escalation', value: 'backup', after: 'escalation_after' } as const;

/** Turns the plan into routes: one branch for each rule, one leaf for each person and step. */
export function routeTree(plan: Plan, { alertmanager }: Settings): RouteTree {
  const receivers = receiversOf(plan);
  const intervals = intervalsOf(plan);
  const branches = plan.rules.map((rule) =>
    branch(rule, { receivers, intervals }, alertmanager.repeat[rule.severity]),
  );
  const root: RouteNode = {
    receiver: NOBODY,
    matchers: [],
    groupBy: GROUP_BY,
    groupWait: alertmanager.groupWait,
    groupInterval: alertmanager.groupInterval,
    repeatInterval: alertmanager.repeat.warning,
    routes: [heartbeatRoute(alertmanager.heartbeat), ...branches],
  };
  const used = timesIn(root);
  return {
    root,
    receivers: [...heartbeatReceivers(alertmanager.heartbeat), ...[...receivers.values()].flat()],
    intervals: new Map([...intervals].filter(([name]) => used.has(name))),
  };
}

function timesIn({ muteTimes = [], routes = [] }: RouteNode): ReadonlySet<string> {
  return new Set([...muteTimes, ...routes.flatMap((node) => [...timesIn(node)])]);
}

interface Names {
  readonly receivers: ReadonlyMap<string, readonly Receiver[]>;
  readonly intervals: RouteTree['intervals'];
}

function branch(rule: PlanRule, names: Names, repeatInterval: string): RouteNode {
  const leaves = rule.steps.flatMap((step, index) =>
    step.tell.flatMap((told) =>
      receiversFor(names, rule, told).map((receiver) => leaf(rule, names, { step, index, told, receiver })),
    ),
  );
  return {
    receiver: NOBODY,
    matchers: rule.conditions.map(matcher),
    repeatInterval,
    // Every leaf continues to the next, so that all of them hear; after the last there is nothing to continue to.
    routes: leaves.map((node, index) => (index < leaves.length - 1 ? { ...node, continue: true } : node)),
  };
}

/** One receiver that is told in a step. */
interface Telling {
  readonly step: Step;
  readonly index: number;
  readonly told: Told;
  readonly receiver: Receiver | undefined;
}

function receiversFor(
  { receivers }: Names,
  { severity }: PlanRule,
  { person }: Told,
): readonly (Receiver | undefined)[] {
  return receivers.get(receiverKey(person, severity)) ?? [undefined];
}

function leaf(
  { escalation }: PlanRule,
  names: Names,
  { step: { after }, index, told, receiver }: Telling,
): RouteNode {
  const own = receiver?.keepsIncidents ? awayName(told.person) : offName(told.person);
  const muteTimes = [own, ...told.whileOff.map(onName)].filter((name) => names.intervals.has(name));
  const base = { receiver: receiver?.name ?? NOBODY, ...(muteTimes.length > 0 && { muteTimes }) };
  const apart = receiver === undefined ? [] : apartFrom(receiver);
  if (escalation === 'twin') {
    const label = index === 0 ? TWIN.marker : TWIN.after;
    return { ...base, matchers: [{ label, operator: '=', value: index === 0 ? '' : after }, ...apart] };
  }
  if (index === 0) return { ...base, matchers: apart };
  // A group that exists does not wait again, so each incident must be a group of its own.
  return { ...base, matchers: apart, groupBy: ['...'], groupWait: after };
}

/** A label that no alert carries. */
const TOLD = 'palette_told';

/**
 * The key of a group is made of the conditions of its routes, so one that always holds makes a key of its own where two
 * receivers of a step would share an incident.
 */
function apartFrom({ name, channels }: Receiver): readonly Matcher[] {
  if (!channels.some(sharesIncident)) return [];
  return [{ label: TOLD, operator: '!=', value: name }];
}

function matcher({ label, values }: Condition): Matcher {
  const [only] = values;
  if (values.length === 1 && only !== undefined && !only.includes('*'))
    return { label, operator: '=', value: only };
  return { label, operator: '=~', value: values.map(expression).join('|') };
}

type Heartbeat = Settings['alertmanager']['heartbeat'];

function heartbeatReceivers(heartbeat: Heartbeat): readonly Receiver[] {
  if (heartbeat === undefined) return [];
  const { url, urlFile } = heartbeat;
  return [
    {
      name: HEARTBEAT,
      channels: [{ type: 'webhook', url, urlFile, keepsIncidents: false }],
      sendResolved: false,
      keepsIncidents: false,
    },
  ];
}

function heartbeatRoute(heartbeat: Heartbeat): RouteNode {
  const matchers: readonly Matcher[] = [{ label: 'alertname', operator: '=', value: WATCHDOG }];
  if (heartbeat === undefined) return { receiver: NOBODY, matchers };
  return {
    receiver: HEARTBEAT,
    matchers,
    groupBy: ['alertname'],
    groupWait: '0s',
    groupInterval: heartbeat.every,
    repeatInterval: heartbeat.every,
  };
}

function people(steps: readonly Step[]): readonly Told[] {
  return steps.flatMap(({ tell }) => tell);
}

// Somebody whose channels depend on the severity has a receiver for each.
function receiverKey({ id, channels }: Person, severity: Routed): string {
  const limited = channels.some(({ severities }) => severities !== undefined);
  return JSON.stringify(limited ? [id, severity] : [id]);
}

function receiversOf({ rules }: Plan): ReadonlyMap<string, readonly Receiver[]> {
  const receivers = new Map<string, readonly Receiver[]>();
  const taken = new Set<string>([NOBODY, HEARTBEAT]);
  const free = (wanted: string) => {
    let name = wanted;
    while (taken.has(name)) name += ' (contact)';
    taken.add(name);
    return name;
  };
  for (const { severity, steps } of rules) {
    for (const { person, channels } of people(steps)) {
      const key = receiverKey(person, severity);
      if (receivers.has(key)) continue;
      const name = free(key === JSON.stringify([person.id]) ? person.id : `${person.id} (${severity})`);
      const [bound, unbound] = byHours(person, channels);
      receivers.set(key, [
        ...(bound.length > 0 ? receiversWith(bound, name, free) : []),
        ...(unbound.length > 0
          ? receiversWith(unbound, bound.length > 0 ? free(`${name} incidents`) : name, free, true)
          : []),
      ]);
    }
  }
  return receivers;
}

/** The channels for which the hours of their owner hold, and those that keep incidents. */
function byHours(
  { duty }: Person,
  channels: readonly Channel[],
): readonly [readonly Channel[], readonly Channel[]] {
  if (duty === undefined) return [channels, []];
  return [channels.filter((channel) => !keepsIncident(channel)), channels.filter(keepsIncident)];
}

function receiversWith(
  channels: readonly Channel[],
  name: string,
  free: (wanted: string) => string,
  keepsIncidents = false,
): readonly Receiver[] {
  const [first, ...more] = separated(channels);
  const others = more.map((channel, index) => ({
    name: free(`${name}, team ${index + 2}`),
    channels: [channel],
  }));
  return [{ name, channels: first }, ...others].map((each) => ({
    ...each,
    sendResolved: true,
    keepsIncidents,
  }));
}

/** What one receiver can hold, and what would share an incident with it. */
function separated(channels: readonly Channel[]): readonly [readonly Channel[], ...Channel[]] {
  const more = channels.filter(sharesIncident).slice(1);
  return [channels.filter((channel) => !more.includes(channel)), ...more];
}

function offName({ id }: Person): string {
  return `${id} off duty`;
}

/** On the days that are not of the duty; hours within a day do not count. */
function awayName({ id }: Person): string {
  return `${id} away`;
}

function onName({ id }: Person): string {
  return `${id} on duty`;
}

function intervalsOf({ rules }: Plan): RouteTree['intervals'] {
  const intervals = new Map<string, readonly Interval[]>();
  // Most people are told by many rules, and the calendar of a duty is long.
  const add = (name: string, times: () => readonly Interval[]) => {
    if (!intervals.has(name)) intervals.set(name, times());
  };
  for (const { person, channels, whileOff } of rules.flatMap(({ steps }) => people(steps))) {
    const { duty } = person;
    if (duty !== undefined) {
      add(offName(person), () => offIntervals(duty));
      const days = channels.some(keepsIncident) ? daysOfDuty(duty) : undefined;
      if (days !== undefined) add(awayName(person), () => offIntervals(days));
    }
    for (const other of whileOff) {
      const { duty: others } = other;
      if (others !== undefined) add(onName(other), () => onIntervals(others));
    }
  }
  return new Map([...intervals].filter(([, times]) => times.length > 0));
}

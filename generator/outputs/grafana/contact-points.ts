import { createHash } from 'node:crypto';
import { envelopesOf } from '../../channels/any-channel.ts';
import type { Interval } from '../../contacts/interval.ts';
import {
  HEARTBEAT,
  type Matcher,
  NOBODY,
  type Receiver,
  type RouteNode,
  WATCHDOG,
} from '../../route-tree.ts';
import type { Site } from '../../site.ts';
import { siteFrom } from '../../site.ts';

/** A contact point of Grafana; its name is how policies call it. */
export interface ContactPoint {
  readonly name: string;
  readonly receivers: readonly {
    readonly uid: string;
    readonly type: string;
    readonly settings: Readonly<Record<string, string | boolean>>;
    readonly disableResolveMessage: boolean;
  }[];
}

/** A notification policy of Grafana. */
export interface Policy {
  readonly receiver: string;
  readonly object_matchers?: readonly (readonly [label: string, operator: string, value: string])[];
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly continue?: true;
  readonly routes?: readonly Policy[];
}

/** The plan in the shapes of Grafana's own alerting. */
export interface GrafanaContacts {
  readonly contactPoints: readonly ContactPoint[];
  readonly root: Policy;
  readonly muteTimings: ReadonlyMap<string, readonly Interval[]>;
}

/** In front of the names of our mute timings, which have nothing else to be recognised by. */
export const OWN_TIMING = 'palette-bundle: ';

/** Mute timing for policies that exist only for their children. */
const NEVER = `${OWN_TIMING}never`;

/** The label of our rules in Grafana. No alert of others carries it, and a policy that looks at it is ours. */
export const OWN = { label: 'managed_by', value: 'palette-bundle' } as const;

/** A condition that always holds: it says that a policy which also takes alerts of others is ours. */
const OWN_POLICY = ['palette_bundle', '!=', 'of others'] as const;

/** Whether a policy was made here, by what it looks at: receivers and mute timings may be called like ours. */
export function isOwnPolicy(matchers: readonly (readonly string[])[]): boolean {
  return matchers.some(
    ([label, , value]) =>
      (label === OWN.label && value === OWN.value) || (label === OWN_POLICY[0] && value === OWN_POLICY[2]),
  );
}

const ALWAYS: readonly Interval[] = [
  { times: [{ start_time: '00:00', end_time: '24:00' }], location: 'UTC' },
];

/**
 * Grafana has no contact point that sends nothing, so policies that tell nobody by themselves carry a mute timing that
 * covers all times; mute timings do not pass on to children.
 */
export function grafanaContacts(site: Site): GrafanaContacts {
  const { routes } = waiting(site);
  const contactPoints = routes.receivers.map(contactPoint);
  // Not the checker of the heartbeat, which is left out beside policies of others.
  const anyone = contactPoints.find(({ name }) => name !== HEARTBEAT)?.name ?? 'grafana-default-email';
  const { routes: _, ...root } = policy(routes.root, anyone);
  return {
    contactPoints,
    root: {
      ...root,
      routes: [
        ...(routes.root.routes ?? []).map((node) => silenced(node, anyone)),
        { receiver: anyone, mute_time_intervals: [NEVER] },
      ].map(marked),
    },
    muteTimings: new Map([
      [NEVER, ALWAYS],
      ...[...routes.intervals].map(([name, times]) => [OWN_TIMING + name, times] as const),
    ]),
  };
}

/**
 * All of our tree as one policy that takes our alerts alone, to stand among those of others. The Watchdog and what is
 * relied on of kube-prometheus-stack are alerts of others: their policies keep them.
 */
export function ownPolicy({ root: { routes = [], ...root } }: Pick<GrafanaContacts, 'root'>): Policy {
  return {
    ...root,
    object_matchers: [[OWN.label, '=', OWN.value]],
    mute_time_intervals: [NEVER],
    routes: routes.filter(({ object_matchers = [] }) => !isOfOthers(object_matchers)),
  };
}

function marked({ object_matchers = [], ...policy }: Policy): Policy {
  return { ...policy, object_matchers: [...object_matchers, OWN_POLICY] };
}

function isOfOthers(matchers: NonNullable<Policy['object_matchers']>): boolean {
  return matchers.some(
    ([label, , value]) =>
      (label === 'component' && value === '') || (label === 'alertname' && value === WATCHDOG),
  );
}

/** The same contacts, with another name for each contact point whose name is taken. */
export function renamed(contacts: GrafanaContacts, taken: ReadonlySet<string>): GrafanaContacts {
  const names = new Map<string, string>();
  const used = new Set(taken);
  for (const { name } of contacts.contactPoints) {
    let free = name;
    while (used.has(free)) free += ' (palette)';
    used.add(free);
    names.set(name, free);
  }
  const nameOf = (name: string) => names.get(name) ?? name;
  const policyWith = (node: Policy): Policy => ({
    ...node,
    receiver: nameOf(node.receiver),
    ...(node.routes !== undefined && { routes: node.routes.map(policyWith) }),
  });
  return {
    ...contacts,
    contactPoints: contacts.contactPoints.map((point) => ({ ...point, name: nameOf(point.name) })),
    root: policyWith(contacts.root),
  };
}

/**
 * The site without second rules: Grafana names an alert after its rule, whose titles are unique, so a silence made from
 * the first rule would not fit the second. All escalation waits in the policies instead.
 */
export function waiting(site: Site): Site {
  const found = known.get(site) ?? withoutTwins(site);
  known.set(site, found);
  return found;
}

const known = new WeakMap<Site, Site>();

function withoutTwins({ plan, settings }: Site): Site {
  const rules = plan.rules.map((rule) => ({ ...rule, escalation: 'wait' as const }));
  return siteFrom({ ...plan, rules }, settings);
}

function silenced(node: RouteNode, anyone: string): Policy {
  if (node.receiver !== NOBODY) return policy(node, anyone);
  return { ...policy(node, anyone), mute_time_intervals: [NEVER] };
}

function policy(node: RouteNode, anyone: string): Policy {
  return {
    receiver: node.receiver === NOBODY ? anyone : node.receiver,
    ...(node.matchers.length > 0 && { object_matchers: node.matchers.map(objectMatcher) }),
    ...(node.groupBy !== undefined && { group_by: node.groupBy }),
    ...(node.groupWait !== undefined && { group_wait: node.groupWait }),
    ...(node.groupInterval !== undefined && { group_interval: node.groupInterval }),
    ...(node.repeatInterval !== undefined && { repeat_interval: node.repeatInterval }),
    ...(node.muteTimes !== undefined && {
      mute_time_intervals: node.muteTimes.map((name) => OWN_TIMING + name),
    }),
    ...(node.continue && { continue: true as const }),
    ...(node.routes !== undefined && { routes: node.routes.map((child) => policy(child, anyone)) }),
  };
}

function objectMatcher({ label, operator, value }: Matcher): readonly [string, string, string] {
  return [label, operator, value];
}

function contactPoint({ name, channels, sendResolved }: Receiver): ContactPoint {
  const integrations = envelopesOf(channels).map((envelope) =>
    envelope.kind.grafana(envelope.channels, { secret }),
  );
  return {
    name,
    receivers: integrations.map((integration, index) => ({
      uid: uidOf(`${name} ${index}`),
      ...integration,
      disableResolveMessage: !sendResolved,
    })),
  };
}

/** A secret that Grafana reads from a file when it provisions. */
function secret(file: string): string {
  return `$__file{${file}}`;
}

/** A stable identifier within Grafana's limits. */
export function uidOf(text: string): string {
  return `palette-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

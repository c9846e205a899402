import { COMPONENTS, type Component } from '../../alerts/kit/components.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { channelText, escalates } from '../channels/any-channel.ts';
import { ROUTED, type Routed } from '../channels/channel.ts';
import type { Contacts, Person } from './contact.ts';
import type { Condition, Notice, Plan, PlanRule, Step, Told } from './escalation-plan.ts';
import { addressless, type Context, standIns, teamOf } from './reach.ts';
import {
  BACKUP,
  conditional,
  missingRoles,
  namedRoles,
  type Routing,
  type RoutingAlso,
  type RoutingRoute,
} from './routing.ts';

const ALL = Object.keys(COMPONENTS) as readonly Component[];

/** Works out who is told about what, when: the one place where the table and the routing meet. */
export function planOf(contacts: Contacts, routing: Routing): Plan {
  const { notice, notices } = notebook();
  const rules = routing.routes.flatMap((route, index) =>
    ROUTED.filter((severity) => route.severities?.includes(severity) ?? true).flatMap((severity) =>
      rulesOf(
        { contacts, routing, notice },
        { ...route, name: route.name ?? `Route ${index + 1}` },
        severity,
      ),
    ),
  );
  const catchAll = { name: 'Everything else', tell: routing.fallback, escalate: [] };
  const rest = ROUTED.flatMap((severity) => rulesOf({ contacts, routing, notice }, catchAll, severity));
  const found = notices();
  const known = found.flatMap(({ silent = [] }) => silent);
  return {
    contacts,
    rules: [...rules, ...rest],
    notices: [
      ...found,
      ...silentNotices(contacts, known),
      ...unusedNotices(contacts, routing),
      ...reservedNotices(contacts),
      ...contacts.unused.map(unusedText),
    ],
    missingRoles: missingRoles(routing, contacts),
  };
}

type Named = RoutingRoute & { readonly name: string };

/**
 * The rules of one route and severity. `also` entries depend on the component (components with the same outcome share a
 * rule) or on other labels (then there is a rule for each combination, the narrowest first).
 */
function rulesOf(context: Context, route: Named, severity: Routed): readonly PlanRule[] {
  const groups = new Map<string, Component[]>();
  for (const component of route.components ?? ALL) {
    const key = JSON.stringify(alsoFor(context.routing, component, severity));
    groups.set(key, [...(groups.get(key) ?? []), component]);
  }
  return [...groups.values()].flatMap((components) => {
    const also = alsoFor(context.routing, components[0], severity).map(
      (index) => context.routing.also[index],
    );
    const known = also.filter((entry) => entry !== undefined);
    const always = known.filter((entry) => !conditional(entry));
    const subsets = powerSet(known.filter(conditional)).sort((a, b) => b.length - a.length);
    return subsets.flatMap((some) => {
      const conditions = [route, ...some].flatMap(labelConditions);
      const everything = route.components === undefined && components.length === ALL.length;
      const rule = ruleOf(context, route, severity, [...always, ...some]);
      return bySource(everything ? undefined : components, route).map(({ own, conditions: source }) => ({
        ...rule,
        components,
        conditions: [{ label: 'severity', values: [severity] }, ...source, ...conditions],
        // Only our own critical rules have a twin.
        escalation: own && severity === 'critical' ? ('twin' as const) : ('wait' as const),
      }));
    });
  });
}

function alsoFor({ also }: Routing, component: Component | undefined, severity: Routed): readonly number[] {
  return [...also.keys()].filter((index) => {
    const { severities, components } = also[index] ?? {};
    const fits = component === undefined || components === undefined || components.includes(component);
    return fits && (severities === undefined || severities.includes(severity));
  });
}

// Our alerts carry their component as a label; those of kube-prometheus-stack are known by name.
function bySource(components: readonly Component[] | undefined, route: Named): readonly Source[] {
  const others: Condition = { label: 'component', values: [''] };
  if (components === undefined) {
    if (route.escalate.length === 0) return [{ own: false, conditions: [] }];
    const ours: Condition = { label: 'component', values: ['*'] };
    return [
      { own: true, conditions: [ours] },
      { own: false, conditions: [others] },
    ];
  }
  const own: Source = { own: true, conditions: [{ label: 'component', values: components }] };
  const names = components.flatMap((component) => reliedOn[component] ?? []);
  if (names.length === 0) return [own];
  return [own, { own: false, conditions: [others, { label: 'alertname', values: names }] }];
}

interface Source {
  readonly own: boolean;
  readonly conditions: readonly Condition[];
}

function labelConditions({
  alerts,
  projects,
  clusters,
  palettes,
  tags,
}: Partial<RoutingAlso>): readonly Condition[] {
  const labels = {
    alertname: alerts,
    project: projects,
    cluster_name: clusters,
    palette: palettes,
    tag: tags,
  };
  return Object.entries(labels).flatMap(([label, values]) =>
    values === undefined ? [] : [{ label, values }],
  );
}

function ruleOf(context: Context, route: Named, severity: Routed, also: readonly RoutingAlso[]) {
  const team: Team = (roles, rank) => teamOf(context, roles, rank, severity);
  const own = team(route.tell, 'primary');
  const first = withoutDoubles([...own, ...also.flatMap(({ tell }) => team(tell, 'primary'))]);
  const opening = withStandIns(first, standIns(context, route.tell, severity));
  if (opening.length === 0) {
    context.notice(
      'nobody',
      severity,
      (alerts) => `Nobody can be told about ${alerts} of "${route.name}", not even the fallback.`,
    );
  }

  const { name } = route;
  // The product of somebody who is told beside the route knows nothing of the backups of the route.
  const pager = own.find(({ person, channels }) => person.duty === undefined && channels.some(escalates));
  const product = pager?.channels.find(escalates);
  const start: Step = { after: '0s', tell: opening };
  if (pager === undefined || product === undefined) {
    const steps: [Step, ...Step[]] = [start, ...laterSteps(route, opening, team)];
    return { name, severity, steps };
  }
  const unnoted: Team = (roles, rank) =>
    teamOf({ ...context, notice: () => undefined }, roles, rank, severity);
  const steps: [Step, ...Step[]] = [start];
  const handedOver = {
    to: `${channelText(product)} of ${pager.person.id}`,
    insteadOf: laterSteps(route, opening, unnoted),
  };
  return { name, severity, steps, handedOver };
}

/** The people of some roles who can be reached. */
type Team = (roles: readonly string[], rank: 'primary' | 'backup') => readonly Told[];

function laterSteps(route: Named, opening: readonly Told[], team: Team): readonly Step[] {
  const steps: Step[] = [];
  let known = opening;
  for (const { after, to } of route.escalate) {
    const asked = to.flatMap((role) =>
      role === BACKUP ? team(route.tell, 'backup') : team([role], 'primary'),
    );
    const fresh = withoutDoubles(asked).filter(
      ({ person }) => !known.some((told) => told.person.id === person.id && told.whileOff.length === 0),
    );
    if (fresh.length > 0) steps.push({ after, tell: fresh });
    known = [...known, ...fresh];
  }
  return steps;
}

// As long as there may be hours without anybody, the next in line step in for all before them.
function withStandIns(first: readonly Told[], lines: readonly (readonly Told[])[]): readonly Told[] {
  let opening = first;
  for (const line of lines) {
    if (opening.some(({ person }) => person.duty === undefined)) break;
    const before = opening;
    const fresh = withoutDoubles(line).filter(
      ({ person }) => !before.some((told) => told.person.id === person.id),
    );
    const whileOff = before.map(({ person }) => person);
    opening = [...before, ...fresh.map((told) => ({ ...told, whileOff, because: 'nobody else is on duty' }))];
  }
  return opening;
}

// Told in one's own hours includes being told only in some of them.
function withoutDoubles(told: readonly Told[]): readonly Told[] {
  const best = new Map<string, Told>();
  for (const candidate of told) {
    const known = best.get(candidate.person.id);
    if (known === undefined || (known.whileOff.length > 0 && candidate.whileOff.length === 0)) {
      best.set(candidate.person.id, candidate);
    }
  }
  return [...best.values()];
}

function notebook(): { readonly notice: Context['notice']; notices(): readonly Notice[] } {
  const found = new Map<
    string,
    {
      kind: Notice['kind'];
      severities: Set<Routed>;
      text: (alerts: string) => string;
      silent: readonly Person[];
    }
  >();
  return {
    notice: (kind, severity, text, silent = []) => {
      const known = found.get(text('')) ?? { kind, severities: new Set(), text, silent };
      known.severities.add(severity);
      found.set(text(''), known);
    },
    notices: () =>
      [...found.values()].map(({ kind, severities, text, silent }) => ({
        kind,
        silent,
        text: text(severities.size === ROUTED.length ? 'alerts' : `${[...severities].join()} alerts`),
      })),
  };
}

function powerSet<Item>(items: readonly Item[]): (readonly Item[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return powerSet(rest).flatMap((set) => [set, [first, ...set]]);
}

function silentNotices({ people }: Contacts, known: readonly Person[]): readonly Notice[] {
  return people
    .filter((person) => person.channels.length === 0 && !known.includes(person))
    .map((person) => ({
      kind: 'unreachable',
      text: `${addressless([person])} and gets nothing until one is added.`,
    }));
}

function unusedText(text: string): Notice {
  return { kind: 'unused-text', text };
}

function reservedNotices({ roles }: Contacts): readonly Notice[] {
  return roles
    .filter((role) => role.toLowerCase() === BACKUP)
    .map((role) => ({
      kind: 'unused-role',
      text: `The role ${role} is never escalated to: there the word means the backup of the same role. Give the role another name.`,
    }));
}

function unusedNotices({ roles }: Contacts, routing: Routing): readonly Notice[] {
  const used = new Set(namedRoles(routing).map(({ role }) => role.toLowerCase()));
  return roles
    .filter((role) => !used.has(role.toLowerCase()))
    .map((role) => ({ kind: 'unused-role', text: `No route tells the role ${role}.` }));
}

import { z } from 'zod';
import { alerts } from '../../alerts/index.ts';
import type { Component } from '../../alerts/kit/components.ts';
import { COMPONENTS } from '../../alerts/kit/components.ts';
import { duration } from '../../alerts/kit/duration-setting.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { ROSTER_ENDING } from '../../alerts/rules/roster.ts';
import { pathText } from '../../exporter/config/read-yaml.ts';
import { packageText } from '../../exporter/package.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { ROUTED } from '../channels/channel.ts';
import { checkedYaml, type InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import type { Contacts } from './contact.ts';

const names = z
  .union([z.array(z.string().min(1)).min(1), z.string().min(1)], 'must be a text or a list of texts')
  .transform((value) => (typeof value === 'string' ? [value] : value));

const componentNames = Object.keys(COMPONENTS) as [Component, ...Component[]];

/** Conditions of a route. Values of one list are alternatives; `*` stands for any text. */
const conditions = {
  name: z.string().min(1).optional().describe('What people call it.').meta({ example: 'Storage' }),
  components: z
    .array(z.enum(componentNames, `must be one of ${componentNames.join(', ')}`))
    .min(1)
    .optional()
    .describe('What the alert is about.')
    .meta({ example: ['storage', 'backup'] }),
  severities: z
    .array(z.enum(ROUTED, 'must be critical or warning; info is never sent'))
    .min(1)
    .optional()
    .describe('Severities of the alert.')
    .meta({ example: ['critical'] }),
  alerts: names
    .optional()
    .describe('Names of alerts.')
    .meta({ example: ['EtcdNoBackup', 'Portworx*'] }),
  projects: names.optional().describe('Projects of Palette.').meta({ example: 'north' }),
  clusters: names
    .optional()
    .describe('Clusters.')
    .meta({ example: ['edge-*'] }),
  palettes: names.optional().describe('Palettes, as the exporter calls them.').meta({ example: 'pma' }),
  tags: names
    .refine(
      (tags) => tags.every((tag) => !tag.includes('*')),
      'must be whole tags such as team:storage, without *',
    )
    .optional()
    .describe('Tags of a cluster, as alerts carry them.')
    .meta({ example: 'team:storage' }),
};

const tell = names.describe('Roles that are told.').meta({ example: 'Platform' });

const route = z.strictObject({
  ...conditions,
  tell,
  escalate: z
    .array(
      z.strictObject({
        after: duration.describe('Time since the first message.').meta({ example: '30m' }),
        to: names
          .describe('Roles that are told then; `backup` is the backup of the roles in `tell`.')
          .meta({ example: 'backup' }),
      }),
    )
    .default([])
    .describe('Who is told when nobody has silenced the alert.'),
});

/** The routing file. */
export const routingSchema = z.strictObject({
  fallback: names
    .describe('Role that is told when nobody of a role can be reached, and of alerts that no route fits.')
    .meta({ example: 'Platform' }),
  routes: z
    .array(route)
    .min(1, 'must list at least one route')
    .describe('The first route that fits an alert decides; an absent condition fits all.'),
  also: z
    .array(z.strictObject({ ...conditions, tell }))
    .default([])
    .describe('Roles that are told besides those of the route.'),
});

export type Routing = z.output<typeof routingSchema>;
export type RoutingRoute = Routing['routes'][number];
export type RoutingAlso = Routing['also'][number];

/** The word that means "the backup of the same role". */
export const BACKUP = 'backup';

const MOST_CONDITIONAL = 4;

/**
 * Reads the routing and checks it against the contact table and the catalogue. The routing that ships with the package
 * may name roles that the table lacks: so a new table can be looked at before it has a routing of its own.
 */
export function readRouting(file: InputFile, contacts: Contacts): Routing {
  const { content } = checkedYaml(file, routingSchema.superRefine(checkRoutes));
  if (file.text !== packageText('alerts', 'routing.yaml')) checkRoles(file, content, contacts);
  return content;
}

function checkRoutes(routing: Routing, context: z.RefinementCtx): void {
  for (const [index, { escalate }] of routing.routes.entries()) {
    for (const step of stepsBackInTime(escalate)) {
      const remedy = 'give each step a longer time since the first mail than the one before';
      const message = `${escalate[step]?.after} is not later; ${remedy}`;
      context.addIssue({ code: 'custom', message, path: ['routes', index, 'escalate', step, 'after'] });
    }
  }
  for (const kind of ['routes', 'also'] as const) {
    for (const [index, { alerts: listed = [] }] of routing[kind].entries()) {
      for (const name of listed.filter((one) => !one.includes('*') && !alertNames().has(one))) {
        const message = `there is no alert ${quote(name)}; use a name from docs/alerts.md of the bundle`;
        context.addIssue({ code: 'custom', message, path: [kind, index, 'alerts'] });
      }
    }
  }
  if (routing.also.filter(conditional).length > MOST_CONDITIONAL) {
    const what = `more than ${MOST_CONDITIONAL} entries depend on alert, project, cluster, palette or tag`;
    const message = `${what}; join entries or write routes instead`;
    context.addIssue({ code: 'custom', message, path: ['also'] });
  }
}

function stepsBackInTime(steps: RoutingRoute['escalate']): readonly number[] {
  return [...steps.keys()].filter(
    (step) => parseDuration(steps[step]?.after ?? '0s') <= parseDuration(steps[step - 1]?.after ?? '0s'),
  );
}

/** A role that the routing names, and where. */
interface NamedRole {
  readonly role: string;
  readonly path: readonly (string | number)[];
}

/** Every role that the routing names, as often as it does. */
export function namedRoles({ fallback, routes, also }: Routing): readonly NamedRole[] {
  const named = (roles: readonly string[], ...path: readonly (string | number)[]) =>
    roles.map((role) => ({ role, path }));
  return [
    ...named(fallback, 'fallback'),
    ...routes.flatMap(({ tell, escalate }, index) => [
      ...named(tell, 'routes', index, 'tell'),
      ...escalate.flatMap(({ to }, step) => {
        const others = to.filter((role) => role !== BACKUP);
        return named(others, 'routes', index, 'escalate', step, 'to');
      }),
    ]),
    ...also.flatMap(({ tell }, index) => named(tell, 'also', index, 'tell')),
  ];
}

/** Roles that the routing names and the table lacks. */
export function missingRoles(routing: Routing, { roles }: Contacts): readonly string[] {
  const missing = namedRoles(routing).filter(({ role }) => !hasRole(roles, role));
  return [...new Set(missing.map(({ role }) => role))];
}

/** Roles are the same whatever the case of their letters. */
export function hasRole(roles: readonly string[], role: string): boolean {
  return roles.some((known) => known.toLowerCase() === role.toLowerCase());
}

function checkRoles(file: InputFile, routing: Routing, contacts: Contacts): void {
  const unknown = namedRoles(routing).filter(({ role }) => !hasRole(contacts.roles, role));
  if (unknown.length === 0) return;
  const named = unknown.map(({ role, path }) => `${quote(role)} (${pathText(path)})`);
  throw new Problem(
    file.name,
    `${contacts.file} has no role ${named.join(', ')}`,
    `use its roles: ${contacts.roles.map(quote).join(', ')}`,
  );
}

/** True for conditions that only the labels of an alert decide, not its component and severity. */
export function conditional({
  alerts: listed,
  projects,
  clusters,
  palettes,
  tags,
}: Partial<RoutingAlso>): boolean {
  return [listed, projects, clusters, palettes, tags].some((values) => values !== undefined);
}

function alertNames(): ReadonlySet<string> {
  return new Set([...alerts.map(({ name }) => name), ROSTER_ENDING, ...Object.values(reliedOn).flat()]);
}

import { z } from 'zod';
import { COMPONENTS, type Component } from '../../alerts/alert.ts';
import { alerts } from '../../alerts/index.ts';
import { reliedOn } from '../../alerts/relied-on.ts';
import { duration } from '../../alerts/settings.ts';
import { parseDuration } from '../../exporter/duration.ts';
import { Problem, quote } from '../problem.ts';
import { type InputFile, pathText, readYaml } from '../read.ts';
import { type Contacts, ROUTED } from './contact.ts';

const names = z
  .union([z.array(z.string().min(1)).min(1), z.string().min(1)], 'must be a text or a list of texts')
  .transform((value) => (typeof value === 'string' ? [value] : value));

const componentNames = Object.keys(COMPONENTS) as [Component, ...Component[]];

/** Conditions of a route. Values of one list are alternatives; `*` stands for any text. */
const conditions = {
  name: z.string().min(1).optional(),
  components: z
    .array(z.enum(componentNames, `must be one of ${componentNames.join(', ')}`))
    .min(1)
    .optional(),
  severities: z.array(z.enum(ROUTED, 'must be critical or warning; info is never sent')).min(1).optional(),
  alerts: names.optional(),
  projects: names.optional(),
  clusters: names.optional(),
  palettes: names.optional(),
  tags: names
    .refine(
      (tags) => tags.every((tag) => !tag.includes('*')),
      'must be whole tags such as team:storage, without *',
    )
    .optional(),
};

const route = z.strictObject({
  ...conditions,
  tell: names,
  escalate: z.array(z.strictObject({ after: duration, to: names })).default([]),
});

const schema = z.strictObject({
  fallback: names,
  routes: z.array(route).min(1, 'must list at least one route'),
  also: z.array(z.strictObject({ ...conditions, tell: names })).default([]),
});

export type Routing = z.output<typeof schema>;
export type RoutingRoute = Routing['routes'][number];
export type RoutingAlso = Routing['also'][number];

/** The word that means "the backup of the same role". */
export const BACKUP = 'backup';

const MOST_CONDITIONAL = 4;

/** Reads the routing and checks it against the contact table and the catalogue. */
export function readRouting(file: InputFile, contacts: Contacts): Routing {
  const routing = readYaml(file, schema);
  const known = new Map(contacts.roles.map((role) => [role.toLowerCase(), role]));
  const check = (path: readonly (string | number)[], role: string) => {
    if (known.has(role.toLowerCase())) return;
    throw new Problem(
      `${file.name}: ${pathText(path)}`,
      `${contacts.file} has no role ${quote(role)}`,
      `use one of its roles: ${contacts.roles.map(quote).join(', ')}`,
    );
  };

  for (const [index, role] of routing.fallback.entries()) check(['fallback', index], role);
  for (const [index, { tell, escalate }] of routing.routes.entries()) {
    for (const role of tell) check(['routes', index, 'tell'], role);
    let previous = 0;
    for (const [step, { after, to }] of escalate.entries()) {
      const path = ['routes', index, 'escalate', step];
      for (const role of to) if (role !== BACKUP) check([...path, 'to'], role);
      if (parseDuration(after) <= previous) {
        const remedy = 'give each step a longer time since the first mail than the one before';
        throw new Problem(`${file.name}: ${pathText([...path, 'after'])}`, `${after} is not later`, remedy);
      }
      previous = parseDuration(after);
    }
  }
  for (const [index, { tell }] of routing.also.entries())
    for (const role of tell) check(['also', index, 'tell'], role);
  for (const kind of ['routes', 'also'] as const) {
    for (const [index, { alerts: listed = [] }] of routing[kind].entries()) {
      const unknown = listed.find((name) => !name.includes('*') && !alertNames().has(name));
      if (unknown === undefined) continue;
      const where = `${file.name}: ${pathText([kind, index, 'alerts'])}`;
      throw new Problem(
        where,
        `there is no alert ${quote(unknown)}`,
        'use a name from docs/alerts.md of the bundle',
      );
    }
  }
  if (routing.also.filter(conditional).length > MOST_CONDITIONAL) {
    const where = `${file.name}: also`;
    const what = `more than ${MOST_CONDITIONAL} entries depend on alert, project, cluster, palette or tag`;
    throw new Problem(where, what, 'join entries or write routes instead');
  }
  return routing;
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
  return new Set([...alerts.map(({ name }) => name), ...Object.values(reliedOn).flat()]);
}

import { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import { SourceError } from '../../sources/failures.ts';
import { text } from '../../sources/wire.ts';
import type { Clock } from '../../time/clock.ts';
import type { PaletteClient } from './client.ts';
import { endpoints } from './endpoints.ts';

/** The projects whose objects are read: the whole tenant, or those named (by name or UID). */
export type ProjectSelection = 'all' | readonly string[];

export interface ProjectName {
  readonly uid: string;
  readonly name: string;
}

interface Parts {
  /** Of the Palette. */
  readonly name: string;
  readonly client: PaletteClient;
  readonly clock: Pick<Clock, 'now'>;
}

const MINUTE = 60_000;
/** Projects are seldom made anew under an old name; one that is missing may be about to be made. */
const KNOWN_FOR = 5 * MINUTE;
const MISSING_FOR = MINUTE;

/** The names of projects that a Palette told, and until when that holds. */
const told = new WeakMap<
  PaletteClient,
  { readonly projects: readonly ProjectName[]; readonly until: number }
>();

/** What the calls are asked of that together cover the selection. */
export interface Scope {
  /** Undefined: the whole tenant. */
  readonly project: string | undefined;
  /** As the configuration calls it. */
  readonly name: string;
}

export interface Scopes {
  readonly there: readonly Scope[];
  /** Selected projects that are not there, as the configuration calls them. */
  readonly missing: readonly string[];
}

/**
 * The scopes of the selected projects. Names are looked up, which takes a key of the tenant; UIDs are taken as they are.
 *
 * @throws SourceError where none is there
 */
export async function scopesOf(parts: Parts, selected: readonly string[], run: Run): Promise<Scopes> {
  const projects = selected.every(isUid) ? [] : await lookUp(parts, selected, run);
  const there = new Map<string, Scope>();
  const missing: string[] = [];
  for (const name of selected) {
    const project = isUid(name) ? name : find(projects, name)?.uid;
    if (project === undefined) missing.push(name);
    else if (!there.has(project)) there.set(project, { project, name });
  }
  if (there.size === 0) throw missingError(parts.name, selected);
  return { there: [...there.values()], missing };
}

/** What to say of selected projects that are not among these; undefined: nothing. */
export function complaintOf(
  palette: string,
  selected: ProjectSelection,
  projects: readonly ProjectName[],
): SourceError | undefined {
  if (selected === 'all') return undefined;
  const missing = selected.filter((wanted) => find(projects, wanted) === undefined);
  return missing.length === 0 ? undefined : missingError(palette, missing);
}

const projectsMetadata = z.object({
  items: z
    .array(z.object({ metadata: z.object({ uid: z.string(), name: text }) }))
    .nullish()
    .transform((items) => (items ?? []).map(({ metadata }) => metadata)),
});

async function lookUp(
  { client, clock }: Parts,
  selected: readonly string[],
  run: Run,
): Promise<readonly ProjectName[]> {
  const last = told.get(client);
  if (last !== undefined && clock.now() < last.until) return last.projects;
  const { items: projects } = await client.call(run, endpoints.projectsMetadata, projectsMetadata);
  const isComplete = selected.every((wanted) => isUid(wanted) || find(projects, wanted) !== undefined);
  told.set(client, { projects, until: clock.now() + (isComplete ? KNOWN_FOR : MISSING_FOR) });
  return projects;
}

function find(projects: readonly ProjectName[], wanted: string): ProjectName | undefined {
  return projects.find(({ uid, name }) => name === wanted || uid === wanted);
}

/** UIDs of Palette are object ids of its database. */
function isUid(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text);
}

/** A matter of the configuration, but the project may yet be made: the reason is one that is asked again as usual. */
function missingError(palette: string, missing: readonly string[]): SourceError {
  const names = missing.map((name) => `"${name}"`).join(', ');
  return new SourceError(
    'parse',
    `palette "${palette}": it has no project ${names} that the API key may see; check projects`,
  );
}

import type { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import type { ServerCertificate } from '../../sources/http.ts';
import type { Clock } from '../../time/clock.ts';
import type { CallOptions, PaletteClient } from './client.ts';
import type { Fleet } from './fleet.ts';
import { readPages } from './paging.ts';
import { complaintOf, type ProjectName, type ProjectSelection, uidsOf } from './selected-projects.ts';

/**
 * What the collectors of a Palette work with: its requests, within one run, and what is known of its fleet.
 *
 * @template Known what a collector reads and writes of the fleet: `Reads<…> & Writes<…>`
 */
export interface Palette<Known = unknown> {
  readonly name: string;
  readonly fleet: Known;
  /** Whose API key it is, to be had from `identity.ts`. */
  readonly identity: Fleet['identity'];
  /** Tags of clusters that may become series: what users write into tags is theirs until the configuration names it. */
  readonly clusterTags: readonly string[];
  /** Seconds since the epoch. */
  now(): number;
  /** Whether the configuration selects this project. */
  covers(project: ProjectName): boolean;
  /** Makes the run fail, with its samples, where the configuration selects projects that are not among these. */
  complainOfMissing(projects: readonly ProjectName[]): void;
  /** Whether it selects all of them, so that what is counted is the whole tenant. */
  readonly isWholeTenant: boolean;
  /** Names of the collectors that the configuration asks for every detail. */
  readonly detailed: ReadonlySet<string>;
  /** The certificate of the last handshake with Palette; undefined over plain HTTP. */
  certificate(): ServerCertificate | undefined;
  /** The `project` of the calls that together cover the selected projects: undefined is the tenant, with all of them. */
  scopes(): Promise<readonly (string | undefined)[]>;
  /** One object. */
  get<Schema extends z.ZodType>(
    endpoint: Endpoint,
    schema: Schema,
    options?: CallOptions,
  ): Promise<z.output<Schema>>;
  /**
   * The rows of a list, each once, over all projects that the configuration selects or in the one given. Rows that do
   * not fit are dropped and counted. A list that changed while it was read is read again, since its cursor is a mere
   * offset.
   */
  rows<Schema extends z.ZodType<{ uid: string }>>(
    endpoint: Endpoint,
    schema: Schema,
    options?: CallOptions,
  ): AsyncIterable<z.output<Schema>>;
}

export function openPalette(parts: PaletteParts, run: Run): Palette<Fleet> {
  const { name, client, fleet, projects, clusterTags, detailed, clock } = parts;

  async function scopes(): Promise<readonly (string | undefined)[]> {
    return projects === 'all' ? [undefined] : uidsOf(parts, projects, run);
  }

  return {
    name,
    fleet,
    identity: fleet.identity,
    clusterTags,
    now: () => clock.now() / 1000,
    covers: ({ uid, name }) => projects === 'all' || projects.includes(uid) || projects.includes(name),
    complainOfMissing(found) {
      const complaint = complaintOf(name, projects, found);
      if (complaint !== undefined) run.problem = complaint;
    },
    isWholeTenant: projects === 'all',
    detailed,
    certificate: client.certificate,
    scopes,
    get: (endpoint, schema, options) => client.call(run, endpoint, schema, options),
    async *rows(endpoint, schema, options = {}) {
      const list = { client, run, endpoint, schema };
      const given = 'project' in options ? [options.project] : undefined;
      for (const project of given ?? (await scopes())) {
        const seen = new Set<string>();
        const steady = yield* readPages(list, { ...options, project }, seen);
        if (!steady) yield* readPages(list, { ...options, project }, seen);
      }
    },
  };
}

export interface PaletteParts {
  readonly name: string;
  readonly client: PaletteClient;
  readonly fleet: Fleet;
  readonly projects: ProjectSelection;
  readonly clusterTags: readonly string[];
  readonly detailed: ReadonlySet<string>;
  readonly clock: Pick<Clock, 'now'>;
}

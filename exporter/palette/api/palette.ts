import type { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { SourceError } from '../../sources/failures.ts';
import type { ServerCertificate } from '../../sources/http.ts';
import type { Clock } from '../../time/clock.ts';
import type { CallOptions, PaletteClient } from './client.ts';
import type { Fleet } from './fleet.ts';
import { type ReadScope, readScopes } from './read-scopes.ts';
import { complaintOf, type ProjectName, type ProjectSelection } from './selected-projects.ts';
import { type Gap, rememberedRows, wholeList, wholeLog } from './whole-list.ts';

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
  /** Seconds since the epoch; by Palette's clock where that is far from ours, since it is held against what Palette writes. */
  now(): number;
  /** Seconds that Palette's clock is ahead of ours; undefined while that is not known. */
  clockOffset(): number | undefined;
  /** Whether the configuration selects this project. */
  covers(project: ProjectName): boolean;
  /** Makes the run fail, with its samples, where the configuration selects projects that are not among these. */
  complainOfMissing(projects: readonly ProjectName[]): void;
  /** Whether it selects all of them, so that what is counted is the whole tenant. */
  readonly isWholeTenant: boolean;
  /** Names of the collectors that the configuration asks for every detail. */
  readonly detailed: ReadonlySet<string>;
  /** Names of the collectors that it asks for no details at all. */
  readonly brief: ReadonlySet<string>;
  /** Namespaces of virtual machines that it selects; none: all of them. */
  readonly virtualMachineNamespaces: readonly string[];
  /** The certificate of the last handshake with Palette; undefined over plain HTTP. */
  certificate(): ServerCertificate | undefined;
  /**
   * Reads in the scope of each selected project, or of the tenant where all of them are selected. What fails in one
   * scope is told of that one, and the others are read all the same.
   *
   * @throws SourceError where no scope can be read
   */
  eachScope(read: ReadScope): Promise<void>;
  /**
   * Reads what is the same in every scope, in the first one that can be read.
   *
   * @throws SourceError where none can be
   */
  anyScope<Answer>(read: (project: string | undefined) => Promise<Answer>): Promise<Answer>;
  /** One object. */
  get<Schema extends z.ZodType>(
    endpoint: Endpoint,
    schema: Schema,
    options?: CallOptions,
  ): Promise<z.output<Schema>>;
  /**
   * The rows of a list, each once, over all projects that the configuration selects or in the one given. Rows that do
   * not fit are dropped and counted. What the list keeps back, or a project, makes the outcome of the run `incomplete`;
   * rows that were seen before and not this time come as they were, for as long as series hold.
   */
  rows<Schema extends z.ZodType<{ uid: string }>>(
    endpoint: Endpoint,
    schema: Schema,
    options?: RowsOptions,
  ): AsyncIterable<z.output<Schema>>;
}

export interface RowsOptions extends CallOptions {
  /** Entries that only become more, newest first or last: nothing is remembered of them. */
  readonly isLog?: boolean;
}

export function openPalette(parts: PaletteParts, run: Run): Palette<Fleet> {
  const { name, client, fleet, projects, clusterTags, detailed, clock } = parts;
  const { brief = new Set(), virtualMachineNamespaces = [] } = parts;

  const reading = readScopes(parts, run);

  function tellGap({ path }: Endpoint, gap: Gap | undefined): void {
    if (gap === undefined) return;
    run.missing = (run.missing ?? 0) + Math.max(1, gap.missing);
    const message = `palette "${name}": the list ${path} ${gap.flaw}; what was seen before is shown for a while`;
    run.problem ??= new SourceError('incomplete', message);
  }

  return {
    name,
    fleet,
    identity: fleet.identity,
    clusterTags,
    now: () => clock.now() / 1000 + (farOff(client.clockOffset()) ?? 0),
    clockOffset: client.clockOffset,
    covers: ({ uid, name }) => projects === 'all' || projects.includes(uid) || projects.includes(name),
    complainOfMissing(found) {
      const complaint = complaintOf(name, projects, found);
      if (complaint !== undefined) run.problem = complaint;
    },
    isWholeTenant: projects === 'all',
    detailed,
    brief,
    virtualMachineNamespaces,
    certificate: client.certificate,
    eachScope: reading.each,
    anyScope: reading.any,
    get: (endpoint, schema, options) => client.call(run, endpoint, schema, options),
    rows(endpoint, schema, { isLog = false, ...options } = {}) {
      const listIn = (project: string | undefined) => {
        const list = { client, run, endpoint, schema, options: { ...options, project } };
        return {
          async *read() {
            tellGap(endpoint, yield* isLog ? wholeLog(list) : wholeList(list, clock));
          },
          instead: () => (isLog ? [] : [rememberedRows(list, clock)]),
        };
      };
      return onceEach('project' in options ? listIn(options.project).read() : reading.pages(listIn));
    },
  };
}

/** What belongs to the tenant, such as a profile, is listed in each of its projects. */
async function* onceEach<Row extends { readonly uid: string }>(
  pages: AsyncIterable<readonly Row[]>,
): AsyncIterable<Row> {
  const seen = new Set<string>();
  for await (const page of pages) {
    for (const row of page) {
      if (seen.has(row.uid)) continue;
      seen.add(row.uid);
      yield row;
    }
  }
}

/** Seconds that clocks differ by without anybody noticing. */
const NEAR = 60;

function farOff(offset: number | undefined): number | undefined {
  return offset !== undefined && Math.abs(offset) > NEAR ? offset : undefined;
}

/** All rows of a list, to be had before the first of them is shown. */
export async function all<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

export interface PaletteParts {
  readonly name: string;
  readonly client: PaletteClient;
  readonly fleet: Fleet;
  readonly projects: ProjectSelection;
  readonly clusterTags: readonly string[];
  readonly detailed: ReadonlySet<string>;
  readonly brief?: ReadonlySet<string>;
  readonly virtualMachineNamespaces?: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
}

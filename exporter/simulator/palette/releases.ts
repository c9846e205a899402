import { type Failure, failure } from '../error-answer.ts';
import type { GoValue } from '../go-json.ts';

/** The releases that the simulator plays; the last is what it plays unless it is told. */
export const RELEASES = ['4.4', '4.6', '4.8', '4.9.22', '4.10'] as const;

export type Release = (typeof RELEASES)[number];

/** A field that came with a release, or went with it, in the answers of some paths. */
interface Difference {
  readonly path: RegExp;
  readonly fields: readonly string[];
  /** The first release that has the fields. */
  readonly since?: Release;
  /** The last release that has them. */
  readonly until?: Release;
}

/**
 * What is known to differ (API reference, section 7, and facts about live Palettes):
 *
 * - 4.4 names the cluster of a host in `inUseClusters`, later releases in `inUseClustersRef`.
 * - 4.4 and 4.6 tell neither boot phase, type, Secure Boot nor kernel of a host, nor how many GPUs an entry stands for.
 * - 4.4 and 4.6 do not know `ready` and `instanceStateLastUpdate` of a machine, cluster templates and what refers to them.
 * - `machineMetadata` of a machine is there from 4.9.22 on.
 * - 4.4 and 4.6 answer 404 to the system console's API and the other paths that `recent` marks.
 * - 4.10 refuses some requests, see `refusalOf`.
 */
const DIFFERENCES: readonly Difference[] = [
  { path: /edgehosts/i, fields: ['inUseClusters'], until: '4.4' },
  { path: /edgehosts/i, fields: ['inUseClustersRef'], since: '4.6' },
  {
    path: /edgehosts/i,
    fields: ['hostState', 'hostType', 'secureBoot', 'kernel', 'kernelVersion', 'gpuCount'],
    since: '4.8',
  },
  { path: /machines$/, fields: ['ready', 'instanceStateLastUpdate', 'addresses'], since: '4.8' },
  { path: /machines$/, fields: ['machineMetadata'], since: '4.9.22' },
  {
    path: /spectroclusters/,
    fields: ['isTemplateVariableResolutionPending', 'clusterTemplate', 'timezone'],
    since: '4.8',
  },
  { path: /clusterprofiles/, fields: ['inUseClusterTemplates'], since: '4.8' },
];

/** What decides whether a release takes a request. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Plain lists that 4.10 has no more, while their paths are still there for other methods. */
const GONE = ['/v1/projects', '/v1/edgehosts'];
const HOST_SEARCH = '/v1/dashboard/edgehosts/search';
/** By what edge hosts can be sorted from 4.10 on. */
const HOST_SORTS = ['name', 'state', 'healthState', 'creationTimestamp', 'lastModifiedTimestamp'];

/**
 * Why this release does not take a request, in the status and code that live ones and release notes show; undefined where
 * it does. The status of a page that is too large has not been told [?].
 */
export function refusalOf({ method, path, query, body }: Asked, release: Release): Failure | undefined {
  if (method === 'GET' && GONE.includes(path) && isFrom(release, '4.10')) {
    return failure(405, 405, `method ${method} is not allowed for ${path}`);
  }
  if (path !== HOST_SEARCH) return undefined;
  if (Number(query.limit) > 50) return failure(400, 608, 'limit should be less than or equal to 50');
  const unknown = sortsOf(body).find((field) => !HOST_SORTS.includes(field));
  if (unknown === undefined) return undefined;
  return isFrom(release, '4.10')
    ? failure(422, 'RequestValidationFailed', `sort by '${unknown}' is not supported`)
    : failure(500, 'StatusInternalServerError', `cannot sort by '${unknown}'`);
}

function sortsOf(body: unknown): readonly string[] {
  if (typeof body !== 'object' || body === null || !('sort' in body) || !Array.isArray(body.sort)) return [];
  return body.sort.map((one: unknown) =>
    typeof one === 'object' && one !== null && 'field' in one ? String(one.field) : '',
  );
}

/** Whether a release has what `recent` marks. */
export function hasRecentPaths(release: Release): boolean {
  return isFrom(release, '4.8');
}

/** An answer as this release gives it: without the fields that it does not have yet, and with none in those that went. */
export function asReleased(answer: GoValue, path: string, release: Release): GoValue {
  const here = DIFFERENCES.filter(({ path: paths }) => paths.test(path));
  const lacking = here.filter(({ since = release }) => !isFrom(release, since));
  const emptied = here.filter(({ until = release }) => !isFrom(until, release));
  const unlike = { lacking: fieldsOf(lacking), emptied: fieldsOf(emptied) };
  return unlike.lacking.size + unlike.emptied.size === 0 ? answer : changed(answer, unlike);
}

function fieldsOf(differences: readonly Difference[]): ReadonlySet<string> {
  return new Set(differences.flatMap(({ fields }) => fields));
}

function isFrom(release: Release, first: Release): boolean {
  return RELEASES.indexOf(release) >= RELEASES.indexOf(first);
}

interface Unlike {
  readonly lacking: ReadonlySet<string>;
  /** Slices that nobody fills any more: Go writes them as null. */
  readonly emptied: ReadonlySet<string>;
}

function changed(value: GoValue, unlike: Unlike): GoValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isSlice(value)) return value.map((element) => changed(element, unlike));
  const kept = Object.entries(value).filter(([name]) => !unlike.lacking.has(name));
  return Object.fromEntries(
    kept.map(([name, field]) => [name, unlike.emptied.has(name) ? null : changed(field, unlike)]),
  );
}

function isSlice(value: object): value is readonly GoValue[] {
  return Array.isArray(value);
}

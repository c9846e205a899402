import type { Endpoint } from '../../metric/endpoint.ts';
import { foundAt } from '../../sources/elsewhere.ts';
import { ElsewhereError, type FailureReason, SourceError } from '../../sources/failures.ts';
import type { HttpResponse } from '../../sources/http.ts';
import { readJson } from '../../sources/json.ts';
import { endpoints } from './endpoints.ts';
import type { Login } from './login.ts';

interface Refused {
  /** What was tried, for the message: `palette "pma": GET /v1/users/info`. */
  readonly tried: string;
  readonly endpoint: Endpoint;
  readonly response: HttpResponse;
  /** What the request was authenticated with. */
  readonly login: Pick<Login, 'rejected' | 'lacks'>;
  /** UID of the project in whose scope it was asked. */
  readonly project?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What an answer of Palette means that is no success, and what to do about it. */
export function refusalOf({ tried, endpoint, response, login, project, now }: Refused): SourceError {
  const { status } = response;
  const fail = (reason: FailureReason, advice: string) =>
    new SourceError(reason, `${tried} answered ${status}: ${advice}`, retryAfterOf(response, now));
  if (UNSET.has(codeOf(response))) {
    return new SourceError('not_found', `${tried} answered ${status}: it was never set`, undefined, true);
  }
  if (status >= 300 && status < 400) {
    const advice = `redirects are not followed; check url${foundAt(response)}`;
    return new ElsewhereError('parse', `${tried} answered ${status}: ${advice}`);
  }
  if (status === 401) return fail('unauthorized', login.rejected);
  if (status >= 400 && status < 500 && !isOfPalette(response)) {
    return fail('server_error', 'and not in the words of Palette; is it being upgraded, or url wrong?');
  }
  // The reason is one that is asked again as usual: the project may yet be made.
  if (project !== undefined && isMissing(status)) {
    const isGone = codeOf(response) === NO_PROJECT || EVERYWHERE.has(endpoint);
    if (isGone) return fail('parse', `Palette has no project ${project} that may be seen; check projects`);
  }
  if (isMissing(status) && EVERYWHERE.has(endpoint)) {
    return fail('server_error', 'which every Palette has; is it being upgraded, or url wrong?');
  }
  if (status === 403) return fail('forbidden', login.lacks(endpoint.permission));
  if (isMissing(status)) return fail('not_found', 'this Palette does not have it');
  if (status === 429) return fail('rate_limited', 'too many requests from this address; slowing down');
  if (status >= 500) return fail('server_error', 'Palette, or what stands before it, is failing');
  return fail('parse', 'an answer that the exporter does not expect; check url');
}

/** What it means when one path refuses a login that is good elsewhere. */
export function refusedAlone(tried: string, status: number): SourceError {
  const what =
    'although the login is good elsewhere; may it read this, or does something before Palette refuse it?';
  return new SourceError('forbidden', `${tried} answered ${status} ${what}`);
}

/** Say that there is none, and with which status is nowhere promised (palette-sdk-go). */
const UNSET: ReadonlySet<unknown> = new Set(['BackupNotConfigured', 'RestoreNotExecuted']);

/** From 4.9.22 on the project of a request must be there; a release before answers with empty lists. */
const NO_PROJECT = 'ProjectNotFoundInTenant';

/** Every Palette has them. */
const EVERYWHERE: ReadonlySet<Endpoint> = new Set([
  endpoints.usersInfo,
  endpoints.clustersSearch,
  endpoints.edgeHostsSearch,
]);

function isMissing(status: number): boolean {
  return status === 404 || status === 405;
}

/**
 * While Palette is upgraded its ingress answers, with a page, a line of text or nothing at all. A 404 then says nothing
 * about Palette, whose own is a `v1Error` with a code (API reference, section 1.3).
 */
function isOfPalette(response: HttpResponse): boolean {
  const { status, body } = response;
  if (isMissing(status)) return codeOf(response) !== undefined;
  return status === 429 || body.length === 0 || typeof readJson(body) === 'object';
}

/** Code of a `v1Error`. */
function codeOf({ body }: HttpResponse): unknown {
  const error = readJson(body);
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

/** As every server has to write it (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long Palette asks to be left alone, in milliseconds; undefined where it does not. */
export function retryAfterOf(response: HttpResponse, now: number): number | undefined {
  const [value] = response.headers('retry-after');
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000 || undefined;
  // The runtime reads a date into almost anything.
  if (!HTTP_DATE.test(value)) return undefined;
  // Both dates are of the same clock, which need not be ours.
  const [sent = ''] = response.headers('date');
  const bySource = HTTP_DATE.test(sent) ? Date.parse(value) - Date.parse(sent) : 0;
  const wait = bySource > 0 ? bySource : Date.parse(value) - now;
  return wait > 0 ? wait : undefined;
}

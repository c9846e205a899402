import type { z } from 'zod';
import { type Budget, createBudget } from '../../collection/budget.ts';
import type { Run } from '../../collection/run.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { type FailureReason, SourceError } from '../../sources/failures.ts';
import type { Http, HttpResponse, ServerCertificate } from '../../sources/http.ts';
import type { Secret } from '../../sources/secret.ts';
import { parseCounting } from '../../sources/wire.ts';
import type { Clock } from '../../time/clock.ts';
import { createApiKeyLogin } from './api-key-login.ts';
import { endpoints } from './endpoints.ts';
import { rateLimitOf } from './rate-limits.ts';

export interface CallOptions {
  /** Values of the path's parameters. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  /** UID of the project whose scope the request has; absent: the whole tenant. */
  readonly project?: string | undefined;
  /** Body of a search. */
  readonly body?: unknown;
}

/** Sends what `endpoints` lists to one Palette: authenticated, scoped, within the budget, errors told apart. */
export interface PaletteClient {
  /** @throws SourceError */
  call<Schema extends z.ZodType>(
    run: Run,
    endpoint: Endpoint,
    schema: Schema,
    options?: CallOptions,
  ): Promise<z.output<Schema>>;
  /** Of the last handshake; undefined over plain HTTP. */
  certificate(): ServerCertificate | undefined;
  close(): Promise<void>;
}

/** What a request to Palette is authenticated with. */
export interface Login {
  /** @throws SourceError (unauthorized) while the credentials are left alone because they were rejected. */
  check(): void;
  /** Headers for a request. @throws SourceError */
  headers(run: Run): Promise<Readonly<Record<string, string>>>;
  /** Learns the status of a request with these headers; true: others may fare better, try again. */
  answered(headers: Readonly<Record<string, string>>, status: number): boolean;
  /** What a 401 means, and what to do about it. */
  readonly rejected: string;
  /** What a 403 means, and what to do about it. */
  lacks(permission: string | undefined): string;
}

interface SharedOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** Share of Palette's documented rate limits that may be used, 0 to 1. */
  readonly budgetShare: number;
  readonly budgets: Budgets;
  readonly telemetry: Telemetry;
}

interface PaletteClientOptions extends SharedOptions {
  readonly name: string;
  readonly apiKey: Secret;
}

interface ClientOptions extends SharedOptions {
  /** Name of the source, for telemetry. */
  readonly source: string;
  /** How it is called in messages: `palette "pma"`. */
  readonly who: string;
  readonly login: Login;
  /** Requests that may be sent. */
  readonly known: ReadonlySet<Endpoint>;
}

/** Budgets of one Palette address by prefix; configured Palettes with the same address share them. */
export type Budgets = Map<string, Budget>;

/** A request that was slowed down by 429 is tried again this often; the budget waits in between. */
const TRIES = 3;
const KNOWN = new Set<Endpoint>(Object.values(endpoints));

/** A client of the tenant API, which goes by an API key. */
export function createPaletteClient({ name, apiKey, ...options }: PaletteClientOptions): PaletteClient {
  const who = `palette "${name}"`;
  const login = createApiKeyLogin({ who, apiKey, clock: options.clock });
  return createClient({ ...options, source: name, who, login, known: KNOWN });
}

export function createClient(options: ClientOptions): PaletteClient {
  const { source, who, http, login, known, clock, budgetShare, budgets, telemetry } = options;

  function budgetFor(endpoint: Endpoint): Budget {
    const { prefix, perSecond } = rateLimitOf(endpoint.path);
    let budget = budgets.get(prefix);
    if (budget === undefined) {
      budget = createBudget(perSecond * budgetShare, clock);
      budgets.set(prefix, budget);
    }
    return budget;
  }

  async function send(run: Run, endpoint: Endpoint, { path, query, project, body }: CallOptions) {
    const { prefix } = rateLimitOf(endpoint.path);
    const budget = budgetFor(endpoint);
    const target =
      fill(`${who}: ${endpoint.method} ${endpoint.path}`, endpoint.path, path) + queryString(query);
    for (let attempt = 1; ; attempt += 1) {
      login.check();
      const { credentials, response } = await budget.spend(async (waited) => {
        telemetry.throttled(source, prefix, waited);
        const headers = await login.headers(run);
        run.stats.requests += 1;
        const answer = await http.send({
          method: endpoint.method,
          path: target,
          headers: { ...headers, ...(project && { ProjectUid: project }) },
          ...(endpoint.method === 'POST' && { body: body ?? {} }),
          signal: run.signal,
        });
        return { credentials: headers, response: answer };
      }, run);
      telemetry.answered(source, prefix, response.status);
      if (response.status === 429) {
        budget.slowDown(retryAfterOf(response, clock.now()));
        if (attempt < TRIES) continue;
      }
      if (login.answered(credentials, response.status) && attempt < TRIES) continue;
      return response;
    }
  }

  return {
    certificate: () => http.certificate(),
    close: () => http.close(),
    async call(run, endpoint, schema, callOptions = {}) {
      if (!known.has(endpoint)) throw new TypeError(`${endpoint.path} is not one of the exporter's requests`);
      const tried = `${who}: ${endpoint.method} ${endpoint.path}`;
      const response = await send(run, endpoint, callOptions);
      if (response.status < 200 || response.status > 299)
        throw refusal(tried, response, endpoint, login, clock.now());
      const { parsed, leftOut } = parseCounting(schema, parseJson(tried, response.body));
      if (!parsed.success) {
        const at = parsed.error.issues[0]?.path.join('.') || 'the top';
        throw new SourceError(
          'parse',
          `${tried} answered ${response.status} with an unexpected shape at ${at}`,
        );
      }
      run.stats.dropped += leftOut;
      return parsed.data;
    },
  };
}

function parseJson(tried: string, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new SourceError(
      'parse',
      `${tried} answered ${body.length} bytes that are not JSON; is url a Palette?`,
    );
  }
}

function refusal(
  tried: string,
  response: HttpResponse,
  endpoint: Endpoint,
  login: Login,
  now: number,
): SourceError {
  const { status } = response;
  const fail = (reason: FailureReason, advice: string) =>
    new SourceError(reason, `${tried} answered ${status}: ${advice}`, retryAfterOf(response, now));
  if (codeOf(response) === NO_BACKUP) return fail('not_found', 'no backup is configured');
  if (status >= 300 && status < 400) return fail('parse', 'redirects are not followed; check url');
  if (status === 401) return fail('unauthorized', login.rejected);
  if (status >= 400 && status < 500 && !isOfPalette(response)) {
    return fail('server_error', 'and not in the words of Palette; is it being upgraded, or url wrong?');
  }
  if (isMissing(status) && endpoint === endpoints.usersInfo) {
    return fail('server_error', 'which every Palette has; is it being upgraded, or url wrong?');
  }
  if (status === 403) return fail('forbidden', login.lacks(endpoint.permission));
  if (isMissing(status)) return fail('not_found', 'this Palette does not have it');
  if (status === 429) return fail('rate_limited', 'too many requests from this address; slowing down');
  if (status >= 500) return fail('server_error', 'Palette, or what stands before it, is failing');
  return fail('parse', 'an answer that the exporter does not expect; check url');
}

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
  return status === 429 || body.length === 0 || typeof errorIn(response) === 'object';
}

/** Says that there is none, and with which status is nowhere promised (palette-sdk-go). */
const NO_BACKUP = 'BackupNotConfigured';

/** Code of a `v1Error`. */
function codeOf(response: HttpResponse): unknown {
  const error = errorIn(response);
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function errorIn({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function retryAfterOf(response: HttpResponse, now: number): number | undefined {
  const [value] = response.headers('retry-after');
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return wait > 0 ? wait : undefined;
}

/** Values come from Palette: what would lead to another path is refused. */
function fill(tried: string, path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`${path} needs a value for ${name}`);
    if (/^\.{0,2}$/.test(value))
      throw new SourceError('parse', `${tried}: what Palette gave as ${name} is no name`);
    return encodeURIComponent(value);
  });
}

function queryString(query: Readonly<Record<string, string | number>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

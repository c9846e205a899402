import type { z } from 'zod';
import { type Budget, createBudget, LONGEST_PAUSE } from '../../collection/budget.ts';
import type { Run } from '../../collection/job.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { type ClockOffset, createClockOffset } from '../../sources/clock-offset.ts';
import { foundAt, isPage } from '../../sources/elsewhere.ts';
import { ElsewhereError, SourceError } from '../../sources/failures.ts';
import type { Http, HttpResponse, ServerCertificate } from '../../sources/http.ts';
import { readJson } from '../../sources/json.ts';
import type { Secret } from '../../sources/secret.ts';
import { parseCounting } from '../../sources/wire.ts';
import type { Clock } from '../../time/clock.ts';
import { createApiKeyLogin } from './api-key-login.ts';
import { endpoints } from './endpoints.ts';
import type { Login } from './login.ts';
import { rateLimitOf } from './rate-limits.ts';
import { refusalOf, refusedAlone, retryAfterOf } from './refusal.ts';

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
  /** Seconds that its clock is ahead of ours, by its last answer; undefined while none had a date. */
  clockOffset(): number | undefined;
  close(): Promise<void>;
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

/** A client with any login, for the requests that it is given. */
export function createClient(options: ClientOptions): PaletteClient {
  const { who, http, login, known, clock } = options;
  const offset = createClockOffset(clock);
  const send = createSender({ ...options, offset });
  return {
    certificate: () => http.certificate(),
    clockOffset: offset.seconds,
    close: () => http.close(),
    async call(run, endpoint, schema, callOptions = {}) {
      if (!known.has(endpoint)) throw new TypeError(`${endpoint.path} is not one of the exporter's requests`);
      const tried = `${who}: ${endpoint.method} ${endpoint.path}`;
      const target = targetOf(tried, endpoint, callOptions);
      const response = await send(run, endpoint, target, callOptions);
      if (response.status < 200 || response.status > 299) {
        const { project } = callOptions;
        throw refusalOf({ tried, endpoint, response, login, project, now: clock.now() });
      }
      const { data, leftOut } = dataIn(tried, response, schema, run);
      run.stats.dropped += leftOut;
      return data;
    },
  };
}

type Send = (
  run: Run,
  endpoint: Endpoint,
  target: string,
  options: Pick<CallOptions, 'project' | 'body'>,
) => Promise<HttpResponse>;

type Credentials = Readonly<Record<string, string>>;
type SendOnce = (
  ...request: [...Parameters<Send>, given?: Credentials]
) => Promise<{ credentials: Credentials; response: HttpResponse }>;

/** Sends within the budget of the prefix, and again after a 429 or where the login may fare better the next time. */
function createSender(options: ClientOptions & { readonly offset: ClockOffset }): Send {
  const { source, http, login, clock, telemetry, offset } = options;

  async function sendOnce(
    run: Run,
    { method, path }: Endpoint,
    target: string,
    call: Pick<CallOptions, 'project' | 'body'>,
    given?: Credentials,
  ) {
    const { prefix } = rateLimitOf(path);
    const sent = await budgetFor(path, options).spend(async (waited) => {
      telemetry.throttled(source, prefix, waited);
      run.stats.waited = (run.stats.waited ?? 0) + waited;
      const credentials = given ?? (await login.headers(run));
      run.stats.requests += 1;
      const response = await http.send({
        method,
        path: target,
        headers: { ...credentials, ...(call.project && { ProjectUid: call.project }) },
        ...(method === 'POST' && { body: call.body ?? {} }),
        signal: run.signal,
        // What `endpoints` lists only reads; the login of the system console says otherwise.
        isSafe: true,
      });
      return { credentials, response };
    }, run);
    telemetry.answered(source, prefix, sent.response.status);
    offset.answered(sent.response);
    return sent;
  }

  const isGood = createAccountCheck(options, sendOnce);

  return async (run, endpoint, target, call) => {
    let good: boolean | undefined;
    for (let attempt = 1; ; attempt += 1) {
      login.check();
      const { credentials, response } = await sendOnce(run, endpoint, target, call);
      if (response.status === 401 && good && endpoint !== login.account) {
        throw refusedAlone(`${options.who}: ${endpoint.method} ${endpoint.path}`, response.status);
      }
      if (response.status === 401 && good === undefined) {
        good = await isGood(run, endpoint, credentials);
        if (good) continue;
      }
      if (response.status === 429) {
        const wait = retryAfterOf(response, clock.now()) ?? 0;
        budgetFor(endpoint.path, options).slowDown(wait || undefined);
        if (attempt < TRIES && wait <= (run.longestWait ?? LONGEST_PAUSE)) continue;
      }
      if (login.answered(credentials, response.status) && attempt < TRIES) continue;
      return response;
    }
  };
}

/**
 * Asks the account's own endpoint, once for all that were refused together, whether the login is good although a
 * request was refused.
 *
 * @throws SourceError where the answer does not tell
 */
function createAccountCheck({ who, login, clock }: ClientOptions, send: SendOnce) {
  let asking: Promise<boolean> | undefined;

  async function ask(run: Run, account: Endpoint, credentials: Credentials): Promise<boolean> {
    const { response } = await send(run, account, account.path, {}, credentials);
    if (response.status === 401) return false;
    login.answered(credentials, response.status);
    if (response.status < 300) return true;
    const tried = `${who}: ${account.method} ${account.path}`;
    const refusal = refusalOf({ tried, endpoint: account, response, login, now: clock.now() });
    if (refusal.reason === 'forbidden' || refusal.reason === 'not_found') return true;
    throw refusal;
  }

  return async (run: Run, refused: Endpoint, credentials: Credentials): Promise<boolean> => {
    const { account, renews } = login;
    // Where a login gives new credentials, they tell what asking once more would.
    if (account === undefined || (renews && refused === account)) return false;
    asking ??= ask(run, account, credentials).finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** The budget of the prefix that a path counts under, made when it is first needed. */
function budgetFor(path: string, { budgets, budgetShare, clock }: SharedOptions): Budget {
  const { prefix, perSecond } = rateLimitOf(path);
  let budget = budgets.get(prefix);
  if (budget === undefined) {
    budget = createBudget(perSecond * budgetShare, clock);
    budgets.set(prefix, budget);
  }
  return budget;
}

/** The body of an answer in the shape of the schema. @throws SourceError (parse) */
function dataIn<Schema extends z.ZodType>(
  tried: string,
  response: HttpResponse,
  schema: Schema,
  { stats }: Run,
): { data: z.output<Schema>; leftOut: number } {
  const { status, body } = response;
  const value = readJson(body);
  if (value === undefined) {
    const message = `${tried} answered ${body.length} bytes that are not JSON; is url a Palette?${foundAt(response)}`;
    throw isPage(response) ? new ElsewhereError('parse', message) : new SourceError('parse', message);
  }
  const { parsed, leftOut } = parseCounting(schema, value, stats);
  if (parsed.success) return { data: parsed.data, leftOut };
  const at = parsed.error.issues[0]?.path.join('.') || 'the top';
  throw new SourceError('parse', `${tried} answered ${status} with an unexpected shape at ${at}`);
}

/** Path and query of a request. @throws SourceError (parse) */
function targetOf(tried: string, endpoint: Endpoint, { path, query }: CallOptions): string {
  return fill(tried, endpoint.path, path) + queryString(query);
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

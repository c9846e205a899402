import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { type Budget, createBudget } from '../collection/budget.ts';
import type { Endpoint } from '../collection/endpoint.ts';
import type { Run } from '../collection/run.ts';
import { type FailureReason, SourceError } from '../collection/source-error.ts';
import type { Telemetry } from '../collection/telemetry.ts';
import type { Http, HttpResponse, ServerCertificate } from '../http.ts';
import { createLoginGate } from '../login-gate.ts';
import type { Secret } from '../secret.ts';
import { parseCounting } from '../wire.ts';
import { endpoints } from './endpoints.ts';
import { rateLimitOf } from './limits.ts';

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

interface ClientOptions {
  readonly name: string;
  readonly http: Http;
  readonly apiKey: Secret;
  readonly clock: Clock;
  /** Share of Palette's documented rate limits that may be used, 0 to 1. */
  readonly budgetShare: number;
  readonly budgets: Budgets;
  readonly telemetry: Telemetry;
}

/** Budgets of one Palette address by prefix; configured Palettes with the same address share them. */
export type Budgets = Map<string, Budget>;

/** A request that was slowed down by 429 is tried again this often; the budget waits in between. */
const TRIES = 3;
const KNOWN = new Set<Endpoint>(Object.values(endpoints));

export function createPaletteClient(options: ClientOptions): PaletteClient {
  const { name, http, apiKey, clock, budgetShare, budgets, telemetry } = options;
  const who = `palette "${name}"`;
  const gate = createLoginGate({ who, secret: apiKey, clock, tries: 1, firstWait: 5 * 60_000 });

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
    for (let attempt = 1; ; attempt += 1) {
      gate.open();
      telemetry.throttled(name, prefix, await budget.acquire(run.signal));
      const key = gate.open();
      run.stats.requests += 1;
      const response = await http.send({
        method: endpoint.method,
        path: fill(endpoint.path, path) + queryString(query),
        headers: { ApiKey: key, ...(project && { ProjectUid: project }) },
        ...(endpoint.method === 'POST' && { body: body ?? {} }),
        signal: run.signal,
      });
      telemetry.answered(name, prefix, response.status);
      if (response.status === 429) {
        budget.slowDown(retryAfterOf(response, clock.now()));
        if (attempt < TRIES) continue;
      }
      if (response.status === 401) gate.rejected(key);
      else gate.accepted();
      return response;
    }
  }

  return {
    certificate: () => http.certificate(),
    close: () => http.close(),
    async call(run, endpoint, schema, callOptions = {}) {
      if (!KNOWN.has(endpoint)) throw new TypeError(`${endpoint.path} is not one of the exporter's requests`);
      const tried = `${who}: ${endpoint.method} ${endpoint.path}`;
      const response = await send(run, endpoint, callOptions);
      if (response.status < 200 || response.status > 299)
        throw refusal(tried, response, endpoint, apiKey, clock.now());
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
  { permission }: Endpoint,
  apiKey: Secret,
  now: number,
): SourceError {
  const { status } = response;
  const fail = (reason: FailureReason, advice: string) =>
    new SourceError(reason, `${tried} answered ${status}: ${advice}`, retryAfterOf(response, now));
  if (status === 401) return fail('unauthorized', `the API key was rejected; check ${apiKey.origin}`);
  if (status === 403) {
    return fail(
      'forbidden',
      `the API key lacks ${permission ?? 'a permission'}; the role Tenant Viewer has it`,
    );
  }
  if (status === 404 || status === 405) return fail('not_found', 'this Palette does not have it');
  if (status === 429) return fail('rate_limited', 'too many requests from this address; slowing down');
  if (status >= 500) return fail('server_error', 'Palette, or what stands before it, is failing');
  return fail('parse', 'an answer that the exporter does not expect; check url');
}

function retryAfterOf(response: HttpResponse, now: number): number | undefined {
  const value = response.header('retry-after');
  if (value === undefined) return undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return wait > 0 ? wait : undefined;
}

function fill(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function queryString(query: Readonly<Record<string, string | number>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return parameters.size === 0 ? '' : `?${parameters}`;
}

import type { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import { foundAt, isPage } from '../../sources/elsewhere.ts';
import { ElsewhereError, type FailureReason, SourceError } from '../../sources/failures.ts';
import type { Http, HttpResponse, ServerCertificate } from '../../sources/http.ts';
import { readJson } from '../../sources/json.ts';
import { parseCounting } from '../../sources/wire.ts';
import { endpoints, type LocalUiEndpoint } from './endpoints.ts';
import type { Session } from './session.ts';

/** Sends what `endpoints` lists to the Local UI of one host. */
export interface LocalUiClient {
  /** @throws SourceError; `not_found` on a cluster path means that the host has no locally managed cluster. */
  get<Schema extends z.ZodType>(
    run: Run,
    endpoint: LocalUiEndpoint,
    schema: Schema,
  ): Promise<z.output<Schema>>;
  readonly session: Pick<Session, 'blocked' | 'expiry' | 'loginFailures'>;
  certificate(): ServerCertificate | undefined;
  close(): Promise<void>;
}

/** Tells whether a token is good: every host answers it. */
const ACCOUNT = endpoints.edgeHost;
const KNOWN = new Set<LocalUiEndpoint>(Object.values(endpoints));

interface ClientOptions {
  readonly name: string;
  readonly http: Http;
  readonly session: Session;
  readonly telemetry: Telemetry;
}

export function createLocalUiClient({ name, http, session, telemetry }: ClientOptions): LocalUiClient {
  async function send(run: Run, { method, path, query }: LocalUiEndpoint) {
    const authorization = await session.authorization(run);
    run.stats.requests += 1;
    const target = query === undefined ? path : `${path}?${query}`;
    const headers = { Authorization: authorization };
    const response = await http.send({ method, path: target, headers, signal: run.signal });
    telemetry.answered(name, path, response.status);
    if (response.status !== 401) session.accepted(authorization);
    return { authorization, response };
  }

  /**
   * A fresh login, or the other style of token, decides whether the credentials are still good. But a host that takes
   * the token elsewhere refuses this path alone, which no login mends.
   *
   * @throws SourceError
   */
  async function sendAgain(run: Run, endpoint: LocalUiEndpoint, refused: string, tried: string) {
    if (endpoint !== ACCOUNT && session.isProven(refused)) {
      const { response } = await send(run, ACCOUNT);
      if (response.status < 300) {
        const again = await send(run, endpoint);
        if (again.response.status === 401) throw refusedAlone(tried);
        return again.response;
      }
    }
    session.refused(refused);
    const again = await send(run, endpoint);
    if (again.response.status === 401) session.refused(again.authorization);
    return again.response;
  }

  return {
    session,
    certificate: () => http.certificate(),
    async close() {
      await session.close();
      await http.close();
    },
    async get(run, endpoint, schema) {
      if (!KNOWN.has(endpoint)) throw new TypeError(`${endpoint.path} is not one of the exporter's requests`);
      const tried = `Local UI "${name}": GET ${endpoint.path}`;
      const sent = await send(run, endpoint);
      const isRefused = sent.response.status === 401;
      const response = isRefused ? await sendAgain(run, endpoint, sent.authorization, tried) : sent.response;
      if (response.status < 200 || response.status > 299) throw refusal(tried, response);
      return dataIn(tried, response, schema, run);
    },
  };
}

/** The body of an answer in the shape of the schema. @throws SourceError (parse) */
function dataIn<Schema extends z.ZodType>(
  tried: string,
  response: HttpResponse,
  schema: Schema,
  { stats }: Run,
): z.output<Schema> {
  const { status, body } = response;
  const value = readJson(body);
  if (value === undefined) {
    const message = `${tried} answered ${body.length} bytes that are not JSON; is url a Local UI?${foundAt(response)}`;
    throw isPage(response) ? new ElsewhereError('parse', message) : new SourceError('parse', message);
  }
  const { parsed, leftOut } = parseCounting(schema, value, stats);
  stats.dropped += leftOut;
  if (parsed.success) return parsed.data;
  const at = parsed.error.issues[0]?.path.join('.') || 'the top';
  throw new SourceError('parse', `${tried} answered ${status} with an unexpected shape at ${at}`);
}

function refusedAlone(tried: string): SourceError {
  const what = 'answered 401 although the token is good elsewhere; may the user read this?';
  return new SourceError('forbidden', `${tried} ${what}`);
}

function refusal(tried: string, response: HttpResponse): SourceError {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const advice = `redirects are not followed; check url${foundAt(response)}`;
    return new ElsewhereError('parse', `${tried} answered ${status}: ${advice}`);
  }
  const fail = (reason: FailureReason, what: string) =>
    new SourceError(reason, `${tried} answered ${status}: ${what}`);
  if (status === 401) return fail('unauthorized', 'the host refuses a token that it has just issued');
  if (status === 403) return fail('forbidden', 'the user may not read this; check its rights on the host');
  if (status === 404 || status === 405) return fail('not_found', 'the host does not have it');
  if (status === 429) return fail('rate_limited', 'too many requests');
  if (status >= 500) return fail('server_error', 'the agent of the host is failing');
  return fail('parse', 'an answer that the exporter does not expect; check url');
}

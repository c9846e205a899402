import { z } from 'zod';
import type { Run } from '../../collection/run.ts';
import { SourceError } from '../../sources/failures.ts';
import type { Http, HttpResponse } from '../../sources/http.ts';
import { createLoginGate } from '../../sources/login-gate.ts';
import type { Secret } from '../../sources/secret.ts';
import { text } from '../../sources/wire.ts';
import { abortable } from '../../time/abortable.ts';
import type { Clock } from '../../time/clock.ts';

/** One login on one host: made when it is needed, renewed before it ends, ended on shutdown. */
export interface Session {
  /** The `Authorization` header of a valid token. @throws SourceError */
  authorization(run: Run): Promise<string>;
  /** The host accepted a request with this header. */
  accepted(authorization: string): void;
  /** The host refused this header: the next call gives another one, after a login where that is needed. */
  refused(authorization: string): void;
  /** Whether the exporter leaves the login alone because it was rejected. */
  blocked(): boolean;
  /** Logins that the host rejected, since the start. */
  loginFailures(): number;
  /** Seconds since the epoch; undefined without a session. */
  expiry(): number | undefined;
  close(): Promise<void>;
}

interface SessionOptions {
  readonly who: string;
  readonly http: Http;
  readonly username: string;
  readonly password: Secret;
  readonly clock: Clock;
}

const LOGIN = '/v1/users/default/login?setCookie=false&extendedSession=true';
const RENEWAL = '/v1/users/default/token/renewal?extendedSession=true';
const LOGOUT = '/v1/users/default/logout';
/** Of a token that does not tell: a session that was not extended. */
const SHORTEST_LIFETIME = 2 * 60 * 60_000;
const RENEW_BEFORE = 15 * 60_000;
/** After 5 failures the host locks the operating system's user for 15 minutes, people included. */
const TRIES = 2;
const LOCKOUT = 15 * 60_000;

/** `v1UserToken`; hosts of older releases know no refresh token. */
const userToken = z.object({ Authorization: z.string().min(1), RefreshToken: text });
/** A login wraps the token, a renewal does not. */
const answer = z.union([z.object({ Token: userToken }).transform(({ Token }) => Token), userToken]);

interface Token {
  readonly value: string;
  readonly refresh: string;
  readonly expires: number;
  /** Whether a request with it has succeeded. */
  proven: boolean;
}

export function createSession({ who, http, username, password, clock }: SessionOptions): Session {
  const gate = createLoginGate({ who, secret: password, clock, tries: TRIES, firstWait: LOCKOUT });
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;
  let failures = 0;
  // The description wants the bare token in the header, which no document shows and no host has confirmed yet.
  let scheme: '' | 'Bearer ' = '';
  const closing = new AbortController();

  const headerOf = ({ value }: Token) => scheme + value;

  async function post(run: Run, path: string, headers: Record<string, string>, body?: unknown) {
    run.stats.requests += 1;
    const response = await http.send({ method: 'POST', path, headers, body, signal: run.signal });
    return { status: response.status, token: response.status < 300 ? tokenIn(response) : undefined };
  }

  async function login(run: Run): Promise<Token> {
    const secret = gate.open();
    const { status, token } = await post(run, LOGIN, {}, { username, password: secret });
    if (token !== undefined) {
      gate.accepted();
      return tokenOf(token, clock.now());
    }
    // The description knows only 400 and 500 for a login that failed: every 4xx may be wrong credentials or a lockout.
    if (status >= 400 && status < 500) {
      failures += 1;
      gate.rejected(secret);
    }
    const tried = `${who}: the login of user "${username}" was answered ${status}`;
    if (status < 400) throw new SourceError('parse', `${tried} and no token; is url a Local UI?`);
    throw new SourceError(
      status >= 500 ? 'server_error' : 'unauthorized',
      `${tried}; check username and ${password.origin}, and whether the user is locked`,
    );
  }

  /** A renewal that was not answered costs nothing as long as the token still holds. */
  async function renew(run: Run, token: Token): Promise<Token> {
    const headers = { Authorization: headerOf(token) };
    const body = token.refresh ? { refreshToken: token.refresh } : undefined;
    const renewed = await post(run, RENEWAL, headers, body).catch((error: unknown) => {
      if (error instanceof SourceError) return { status: 503, token: undefined };
      throw error;
    });
    if (renewed.token) return { ...tokenOf(renewed.token, clock.now()), proven: token.proven };
    return renewed.status >= 500 ? token : login(run);
  }

  /** Serves all who wait for it, so it does not end when one of them does. */
  async function obtain({ stats }: Run): Promise<Token> {
    const run = { stats, signal: closing.signal };
    const alive = current !== undefined && current.expires > clock.now() ? current : undefined;
    current = alive ? await renew(run, alive) : await login(run);
    return current;
  }

  return {
    async authorization(run) {
      if (current !== undefined && current.expires - clock.now() > RENEW_BEFORE) return headerOf(current);
      pending ??= obtain(run).finally(() => {
        pending = undefined;
      });
      return headerOf(await abortable(pending, run.signal));
    },
    accepted(authorization) {
      if (current !== undefined && headerOf(current) === authorization) current.proven = true;
    },
    refused(authorization) {
      if (current === undefined || headerOf(current) !== authorization) return;
      const isNeverAccepted = !current.proven;
      // A restarted agent forgets its sessions; a token that was never accepted may need the other style.
      if (!isNeverAccepted || scheme !== '') current = undefined;
      if (isNeverAccepted) scheme = scheme === '' ? 'Bearer ' : '';
    },
    blocked: gate.closed,
    loginFailures: () => failures,
    expiry: () => current && current.expires / 1000,
    async close() {
      closing.abort();
      if (current === undefined) return;
      const headers = { Authorization: headerOf(current) };
      current = undefined;
      // The token ends by itself; a host that does not answer must not hold up the shutdown.
      await http
        .send({ method: 'POST', path: LOGOUT, headers, signal: AbortSignal.timeout(2000) })
        .catch(() => undefined);
    },
  };
}

/** In the body, or in the cookies of a host that sets them whether or not it was asked to. */
function tokenIn(response: HttpResponse): z.output<typeof userToken> | undefined {
  const { data } = answer.safeParse(parseJson(response.body));
  if (data !== undefined) return data;
  const Authorization = cookieIn(response, 'Authorization');
  return Authorization ? { Authorization, RefreshToken: cookieIn(response, 'RefreshToken') } : undefined;
}

function cookieIn(response: HttpResponse, name: string): string {
  const pairs = response.headers('set-cookie').map((cookie) => cookie.split(';', 1)[0] ?? '');
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function tokenOf({ Authorization, RefreshToken }: z.output<typeof userToken>, now: number): Token {
  return {
    value: Authorization,
    refresh: RefreshToken,
    expires: expiryOf(Authorization) ?? now + SHORTEST_LIFETIME,
    proven: false,
  };
}

const claims = z.object({ exp: z.number() });

/** Milliseconds since the epoch, when the token is a JWT that tells. */
function expiryOf(token: string): number | undefined {
  const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  const parsed = claims.safeParse(payload);
  return parsed.success ? parsed.data.exp * 1000 : undefined;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

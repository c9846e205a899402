import { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import { SourceError, UnsentError } from '../../sources/failures.ts';
import type { Http, HttpResponse } from '../../sources/http.ts';
import { expiryOf, readJson } from '../../sources/json.ts';
import { createLoginGate } from '../../sources/login-gate.ts';
import type { LoginMemory } from '../../sources/login-memory.ts';
import type { Secret } from '../../sources/secret.ts';
import { object, text } from '../../sources/wire.ts';
import type { Clock } from '../../time/clock.ts';

export interface LoginOptions {
  /** Whose login it is, for messages: `Local UI "pma-1"`. */
  readonly who: string;
  readonly http: Http;
  readonly username: string;
  readonly password: Secret;
  readonly clock: Clock;
  readonly memory?: LoginMemory | undefined;
}

/** The requests that give a token of a host, and end it. */
export interface TokenRequests {
  /** @throws SourceError; `unauthorized` also while a rejected login is left alone. */
  logIn(run: Run): Promise<Token>;
  /** Undefined where the host refuses; the same token where it did not answer, since that one still holds. */
  renew(run: Run, token: Token, authorization: string): Promise<Token | undefined>;
  /** Never fails: the token ends by itself, and a host that does not answer must not hold up the shutdown. */
  logOut(authorization: string): Promise<void>;
  /** Whether a rejected login is left alone. */
  blocked(): boolean;
  /** Logins that were no clear success, since the start. */
  loginFailures(): number;
}

const LOGIN = '/v1/users/default/login?setCookie=false&extendedSession=true';
const RENEWAL = '/v1/users/default/token/renewal?extendedSession=true';
const LOGOUT = '/v1/users/default/logout';
/** After 5 failures the host locks the operating system's user for 15 minutes, people included. */
const TRIES = 2;
const LOCKOUT = 15 * 60_000;
const UNANSWERED = 'was sent and not answered, which the host may count as a failed login';

export function createTokenRequests(options: LoginOptions): TokenRequests {
  const { who, http, username, password, clock, memory } = options;
  const gate = createLoginGate({ who, secret: password, clock, tries: TRIES, firstWait: LOCKOUT, memory });
  let failures = 0;

  /** The host may count whatever is not a clear success: the description knows only 400 and 500 for a wrong password. */
  function countTry(secret: string, what?: string): void {
    failures += 1;
    gate.rejected(secret, what);
  }

  return {
    blocked: gate.closed,
    loginFailures: () => failures,
    async logIn(run) {
      const secret = gate.open();
      const login = post(http, run, LOGIN, {}, { username, password: secret });
      const response = await login.catch((error: unknown) => {
        if (error instanceof UnsentError) gate.unsent();
        else countTry(secret, UNANSWERED);
        throw error;
      });
      const token = tokenIn(response, clock.now());
      if (token === undefined) {
        countTry(secret);
        throw loginFailure(response, options);
      }
      gate.accepted();
      return token;
    },
    async renew(run, token, authorization) {
      const body = token.refresh ? { refreshToken: token.refresh } : undefined;
      const response = await answerTo(post(http, run, RENEWAL, { Authorization: authorization }, body));
      if (response === undefined) return token;
      return tokenIn(response, clock.now()) ?? (response.status >= 500 ? token : undefined);
    },
    async logOut(authorization) {
      const headers = { Authorization: authorization };
      const signal = AbortSignal.timeout(2000);
      await http.send({ method: 'POST', path: LOGOUT, headers, signal }).catch(() => undefined);
    },
  };
}

function post(http: Http, run: Run, path: string, headers: Record<string, string>, body?: unknown) {
  run.stats.requests += 1;
  return http.send({ method: 'POST', path, headers, body, signal: run.signal });
}

/** Undefined where the host did not answer. */
async function answerTo(request: Promise<HttpResponse>): Promise<HttpResponse | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}

function loginFailure({ status }: HttpResponse, { who, username, password }: LoginOptions): SourceError {
  const tried = `${who}: the login of user "${username}" was answered ${status}`;
  if (status < 400) return new SourceError('parse', `${tried} and no token; is url a Local UI?`);
  return new SourceError(
    status >= 500 ? 'server_error' : 'unauthorized',
    `${tried}; check username and ${password.origin}, and whether the user is locked`,
  );
}

/** What a host gave for a login. */
export interface Token {
  readonly value: string;
  /** What it is renewed with; empty on hosts of older releases. */
  readonly refresh: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Of a token that does not tell: a session that was not extended. */
const SHORTEST_LIFETIME = 2 * 60 * 60_000;

/** `v1UserToken`; hosts of older releases know no refresh token. */
const userToken = object({ Authorization: z.string().min(1), RefreshToken: text });
/** A login wraps the token, a renewal does not. */
const answer = z.union([object({ Token: userToken }).transform(({ Token }) => Token), userToken]);

/**
 * The token in the answer to a login or a renewal: in its body, or in the cookies of a host that sets them whether or not
 * it was asked to. Undefined where there is none.
 *
 * @param now milliseconds since the epoch
 */
export function tokenIn(response: HttpResponse, now: number): Token | undefined {
  if (response.status >= 300) return undefined;
  const { Authorization: value, RefreshToken: refresh } =
    answer.safeParse(readJson(response.body)).data ?? cookiesIn(response);
  return value ? { value, refresh, expires: expiryOf(value) ?? now + SHORTEST_LIFETIME } : undefined;
}

function cookiesIn(response: HttpResponse): z.output<typeof userToken> {
  const pairs = response.headers('set-cookie').map((cookie) => cookie.split(';', 1)[0] ?? '');
  const cookieNamed = (name: string) =>
    pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  return { Authorization: cookieNamed('Authorization'), RefreshToken: cookieNamed('RefreshToken') };
}

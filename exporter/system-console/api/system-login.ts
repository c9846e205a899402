import { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { createClient } from '../../palette/api/client.ts';
import type { Login } from '../../palette/api/login.ts';
import { type FailureReason, SourceError } from '../../sources/failures.ts';
import type { Http, HttpResponse } from '../../sources/http.ts';
import { expiryOf, readJson } from '../../sources/json.ts';
import { createLoginGate } from '../../sources/login-gate.ts';
import type { LoginMemory } from '../../sources/login-memory.ts';
import type { Secret } from '../../sources/secret.ts';
import { object } from '../../sources/wire.ts';
import { endpoints } from './endpoints.ts';

type ClientOptions = Omit<Parameters<typeof createClient>[0], 'login' | 'known'>;

interface SessionOptions extends ClientOptions {
  readonly username: string;
  readonly password: Secret;
  readonly memory?: LoginMemory | undefined;
}

/** The console gave no token, so that nothing is known of what was asked for. */
export class LoginFailure extends SourceError {}

/** Published nowhere but in how-tos (API reference, section 1.1). */
const LOGIN: Endpoint = { method: 'POST', path: '/v1/auth/syslogin' };
/** Of a token, where it does not tell. */
const LIFETIME = 15 * 60_000;
const RENEW_BEFORE = 60_000;
/** Five failures suspend the account for 15 minutes, people included: after two it is left alone that long. */
const SUSPENSION = 15 * 60_000;
const TRIES = 2;
/** A console that has just restarted may refuse what is good: the second try is late enough to tell. */
const SECOND_TRY = 60_000;
/** While no login is tried, the token that was refused is shown to the console once in this time. */
const ASK_AGAIN = 30_000;

interface Token {
  readonly value: string;
  readonly expires: number;
}

/** Authenticates as an administrator of the system console, whose tokens live for 15 minutes. */
export function createSystemLogin({ username, password, memory, ...options }: SessionOptions): Login {
  const { who, clock } = options;
  const waits = { tries: TRIES, between: SECOND_TRY, firstWait: SUSPENSION };
  const gate = createLoginGate({ who, secret: password, clock, memory, ...waits });
  let current: Token | undefined;
  /** What stands before the console may refuse a good token: asking with it once more is no try of the password. */
  let refused: { readonly token: Token; askedAt: number } | undefined;
  let pending: Promise<Token> | undefined;

  const isAlive = (token: Token | undefined) => token !== undefined && token.expires > clock.now();

  /** The refused token, where it is time to ask with it and nothing better may be tried. */
  function secondChance(): typeof refused {
    if (refused === undefined || !isAlive(refused.token) || !gate.closed()) return undefined;
    return clock.now() - refused.askedAt < ASK_AGAIN ? undefined : refused;
  }

  async function logIn(run: Run): Promise<Token> {
    const secret = gate.open();
    const response = await send(options, run, { username, password: secret });
    const token = tokenIn(response, clock.now());
    if (token !== undefined) {
      gate.accepted();
      return token;
    }
    const reason = reasonOf(response);
    if (reason === 'unauthorized') gate.rejected(secret);
    else gate.unsent();
    throw new LoginFailure(
      reason,
      `${who}: POST ${LOGIN.path} answered ${response.status}: ${advice(reason, `user "${username}"`, password)}`,
    );
  }

  return {
    account: endpoints.me,
    renews: true,
    check() {
      // A session that lives needs no password.
      if (!isAlive(current) && secondChance() === undefined) gate.check();
    },
    async headers(run) {
      const chance = secondChance();
      if (chance !== undefined) {
        chance.askedAt = clock.now();
        return { Authorization: chance.token.value };
      }
      // What may not be renewed serves to its end.
      const margin = gate.closed() ? 0 : RENEW_BEFORE;
      if (current === undefined || current.expires - clock.now() <= margin) {
        pending ??= logIn(run).finally(() => {
          pending = undefined;
        });
        current = await pending;
        refused = undefined;
      }
      return { Authorization: current.value };
    },
    answered({ Authorization }, status) {
      if (status < 300 && refused?.token.value === Authorization) {
        current = refused?.token;
        refused = undefined;
      }
      if (status !== 401 || current === undefined || current.value !== Authorization) return status === 401;
      // Palette forgot the token before its time, by a restart for one: a fresh login decides.
      refused = { token: current, askedAt: clock.now() };
      current = undefined;
      return true;
    },
    rejected: 'Palette refuses a token that it has just issued',
    lacks: () => `administrator "${username}" may not read this; an Operation Administrator may read most`,
  };
}

/** Who logs in has no token yet; what its refusal means is told here and not by the client. */
const NOBODY: Login = {
  check: () => undefined,
  headers: async () => ({}),
  answered: () => false,
  rejected: '',
  lacks: () => '',
};

/** Sends the login as other requests are: within the budget, counted, again after a 429. Any status is an answer. */
async function send(options: ClientOptions, run: Run, body: unknown): Promise<HttpResponse> {
  const last: { answer: HttpResponse | undefined } = { answer: undefined };
  const http: Http = {
    ...options.http,
    async send(request) {
      last.answer = undefined;
      const answer = await options.http.send({ ...request, isSafe: false });
      last.answer = answer;
      return answer;
    },
  };
  const client = createClient({ ...options, http, login: NOBODY, known: new Set([LOGIN]) });
  const failure = await client.call(run, LOGIN, z.unknown(), { body }).catch((error: unknown) => error);
  if (last.answer === undefined) throw failure;
  return last.answer;
}

const answer = object({ Authorization: z.string().regex(/^[\x21-\x7e]+$/) });

function tokenIn({ status, body }: HttpResponse, now: number): Token | undefined {
  const parsed = status < 300 ? answer.safeParse(readJson(body)) : undefined;
  if (!parsed?.success) return undefined;
  const { Authorization: value } = parsed.data;
  return { value, expires: expiryOf(value) ?? now + LIFETIME };
}

function reasonOf({ status, body }: HttpResponse): FailureReason {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_error';
  if (status < 400) return 'parse';
  // While Palette is upgraded its ingress answers, which says nothing about the password.
  if (body.length > 0 && readJson(body) === undefined) return 'server_error';
  return status === 404 || status === 405 ? 'not_found' : 'unauthorized';
}

function advice(reason: FailureReason, user: string, { origin }: Secret): string {
  switch (reason) {
    case 'unauthorized':
      return (
        `the login of ${user} was rejected; check system.username and system.${origin}. ` +
        'An administrator with a passkey cannot log in with a password, and five failures suspend one for 15 minutes'
      );
    case 'not_found':
      return 'this Palette has no login for the system console; remove system, or ask its own address';
    case 'rate_limited':
      return 'too many requests from this address';
    case 'server_error':
      return 'Palette, or what stands before it, is failing';
    default:
      return 'an answer without a token; check url';
  }
}

import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Run } from '../collection/run.ts';
import { type FailureReason, SourceError } from '../collection/source-error.ts';
import type { Http, HttpResponse } from '../http.ts';
import { createLoginGate } from '../login-gate.ts';
import type { Login } from '../palette/client.ts';
import type { Secret } from '../secret.ts';

interface SessionOptions {
  /** Whose session it is, for messages: `system console of palette "pma"`. */
  readonly who: string;
  readonly http: Http;
  readonly username: string;
  readonly password: Secret;
  readonly clock: Clock;
}

/** Published nowhere but in how-tos (API reference, section 1.1). */
const LOGIN = '/v1/auth/syslogin';
/** Of a token, where it does not tell. */
const LIFETIME = 15 * 60_000;
const RENEW_BEFORE = 60_000;
/** Five failures suspend the account for 15 minutes, people included: one is enough to leave it alone that long. */
const SUSPENSION = 15 * 60_000;

interface Token {
  readonly value: string;
  readonly expires: number;
}

/** Authenticates as an administrator of the system console, whose tokens live for 15 minutes. */
export function createSystemLogin({ who, http, username, password, clock }: SessionOptions): Login {
  const gate = createLoginGate({ who, secret: password, clock, tries: 1, firstWait: SUSPENSION });
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  async function logIn(run: Run): Promise<Token> {
    const secret = gate.open();
    run.stats.requests += 1;
    const body = { username, password: secret };
    const response = await http.send({ method: 'POST', path: LOGIN, body, signal: run.signal });
    const token = tokenIn(response, clock.now());
    if (token !== undefined) {
      gate.accepted();
      return token;
    }
    const reason = reasonOf(response);
    if (reason === 'unauthorized') gate.rejected(secret);
    throw new SourceError(
      reason,
      `${who}: POST ${LOGIN} answered ${response.status}: ${advice(reason, `user "${username}"`, password)}`,
    );
  }

  return {
    // A session that lives needs no password.
    check: () => (current !== undefined && current.expires > clock.now() ? undefined : gate.check()),
    async headers(run) {
      if (current === undefined || current.expires - clock.now() < RENEW_BEFORE) {
        pending ??= logIn(run).finally(() => {
          pending = undefined;
        });
        current = await pending;
      }
      return { Authorization: current.value };
    },
    answered({ Authorization }, status) {
      if (status !== 401 || current?.value !== Authorization) return status === 401;
      // Palette forgot the token before its time, by a restart for one: a fresh login decides.
      current = undefined;
      return true;
    },
    rejected: 'Palette refuses a token that it has just issued',
    lacks: () => `administrator "${username}" may not read this; an Operation Administrator may read most`,
  };
}

const answer = z.object({ Authorization: z.string().regex(/^[\x21-\x7e]+$/) });

function tokenIn({ status, body }: HttpResponse, now: number): Token | undefined {
  const parsed = status < 300 ? answer.safeParse(parseJson(body)) : undefined;
  if (!parsed?.success) return undefined;
  const { Authorization: value } = parsed.data;
  return { value, expires: expiryOf(value) ?? now + LIFETIME };
}

function reasonOf({ status, body }: HttpResponse): FailureReason {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_error';
  if (status < 400) return 'parse';
  // While Palette is upgraded its ingress answers, which says nothing about the password.
  if (body.length > 0 && parseJson(body) === undefined) return 'server_error';
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

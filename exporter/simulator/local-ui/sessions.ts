import { randomBytes } from 'node:crypto';
import type { Clock } from '../../time/clock.ts';
import { failure } from '../error-answer.ts';
import { createToken } from '../web-token.ts';
import { HOUR, MINUTE, SECOND } from '../world/model/time-units.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Tokens {
  readonly authorization: string;
  readonly refresh: string;
}

/** Sessions of one host: each signs with a key of its own, so tokens are not shared within a cluster. */
export interface Sessions {
  /** Delayed from the third failure in a row on; refused for 15 minutes after the fifth, even when right. */
  logIn(credentials: Partial<Credentials>, extended: boolean): Promise<Tokens>;
  /** Trades the current token or a refresh token for new ones. */
  renew(token: string, extended: boolean): Tokens;
  check(token: string | undefined): void;
  end(token: string): void;
}

const DELAY_AFTER = 3;
const LOCK_AFTER = 5;
const LOCKOUT = 15 * MINUTE;

export function createSessions(account: Credentials, clock: Clock): Sessions {
  const secret = randomBytes(32);
  const sessions = new Map<string, { expiresAt: number; tokens: Tokens }>();
  const attempts = new Map<string, { failures: number; lockedUntil: number }>();

  function start(extended: boolean): Tokens {
    const expiresAt = clock.now() + (extended ? 24 : 2) * HOUR;
    const claims = { sub: account.username, iat: clock.now(), exp: expiresAt };
    const tokens = { authorization: createToken(secret, claims), refresh: createToken(secret, claims) };
    sessions.set(tokens.authorization, { expiresAt, tokens });
    sessions.set(tokens.refresh, { expiresAt, tokens });
    return tokens;
  }

  function find(token: string | undefined) {
    const session = token === undefined ? undefined : sessions.get(token);
    if (session !== undefined && session.expiresAt > clock.now()) return session;
    throw failure(401, 'Unauthorized', 'the session is not valid or has expired');
  }

  function end({ tokens }: { tokens: Tokens }): void {
    sessions.delete(tokens.authorization);
    sessions.delete(tokens.refresh);
  }

  return {
    async logIn({ username = '', password }, extended) {
      const attempt = attempts.get(username) ?? { failures: 0, lockedUntil: 0 };
      attempts.set(username, attempt);
      if (attempt.lockedUntil > clock.now()) throw refused('the user is locked, try again later');
      const isRight = username === account.username && password === account.password;
      if (isRight) {
        attempts.delete(username);
        return start(extended);
      }
      attempt.failures += 1;
      const { failures } = attempt;
      if (failures >= LOCK_AFTER) {
        attempts.set(username, { failures: 0, lockedUntil: clock.now() + LOCKOUT });
      } else if (failures >= DELAY_AFTER) {
        await clock.sleep(SECOND * 2 ** (failures - DELAY_AFTER));
      }
      throw refused('the user name or the password is wrong');
    },
    renew(token, extended) {
      const session = find(token);
      end(session);
      return start(extended);
    },
    check(token) {
      const { tokens } = find(token);
      if (token !== tokens.authorization) throw failure(401, 'Unauthorized', 'this is a refresh token');
    },
    end: (token) => end(find(token)),
  };
}

/** The published description knows 400 and 500 for a failed login, neither 401 nor 429. */
function refused(message: string) {
  return failure(400, 'LoginFailed', message);
}

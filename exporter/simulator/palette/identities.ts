import { randomBytes } from 'node:crypto';
import type { Clock } from '../../time/clock.ts';
import { failure } from '../error-answer.ts';
import { createToken } from '../web-token.ts';
import type { User } from '../world/model/accounts.ts';
import { MINUTE } from '../world/model/time-units.ts';
import type { World } from '../world/model/world.ts';

/** On whose behalf a request comes. */
export type Identity =
  | { readonly kind: 'tenant'; readonly user: User; readonly projectUids?: readonly string[] }
  | { readonly kind: 'system'; readonly username: string };

const TOKEN_LIFETIME = 15 * MINUTE;
const SYSTEM_LOGIN_FAILURES = 5;
const SYSTEM_LOCKOUT = 15 * MINUTE;

export interface Identities {
  /** Whose API key or token the headers carry. */
  identify(headers: { apiKey?: string | undefined; authorization?: string | undefined }): Identity;
  /** `POST /v1/auth/authenticate` (v1Authenticate): a token of 15 minutes. */
  logIn(credentials: { emailId?: unknown; password?: unknown }): string;
  /** `POST /v1/auth/syslogin`, published only in how-tos: a token of 15 minutes for the system console. */
  logInToSystem(credentials: { username?: unknown; password?: unknown }): string;
  /** `GET /v1/auth/refresh/{token}` (v1AuthRefresh). */
  refresh(token: string): string;
}

export function createIdentities(world: World, clock: Clock): Identities {
  const secret = randomBytes(32);
  const sessions = new Map<string, { identity: Identity; expiresAt: number }>();
  const systemFailures = new Map<string, { count: number; lockedUntil: number }>();

  function startSession(identity: Identity): string {
    const expiresAt = clock.now() + TOKEN_LIFETIME;
    const subject = identity.kind === 'tenant' ? identity.user.uid : identity.username;
    const token = createToken(secret, { sub: subject, iat: clock.now(), exp: expiresAt });
    sessions.set(token, { identity, expiresAt });
    return token;
  }

  function session(token: string): Identity {
    const found = sessions.get(token);
    if (found !== undefined && found.expiresAt > clock.now()) return found.identity;
    sessions.delete(token);
    throw unauthorized('the token is not valid or has expired');
  }

  return {
    identify({ apiKey, authorization }) {
      if (apiKey !== undefined) return keyHolder(world, apiKey, clock.now());
      if (authorization !== undefined) return session(authorization);
      throw unauthorized('neither an ApiKey nor an Authorization header was sent');
    },
    logIn({ emailId, password }) {
      const user = world.users.find(({ email }) => email === emailId);
      if (user === undefined || !user.isActive || user.password !== password) {
        throw unauthorized('the e-mail address or the password is wrong');
      }
      return startSession({ kind: 'tenant', user });
    },
    logInToSystem({ username, password }) {
      const failures = systemFailures.get(String(username)) ?? { count: 0, lockedUntil: 0 };
      if (failures.lockedUntil > clock.now()) throw unauthorized('the account is suspended for 15 minutes');
      const admin = world.administrators.find((candidate) => candidate.username === username);
      if (admin?.isActive && admin.password === password) {
        systemFailures.delete(admin.username);
        return startSession({ kind: 'system', username: admin.username });
      }
      failures.count += 1;
      if (failures.count >= SYSTEM_LOGIN_FAILURES) {
        failures.lockedUntil = clock.now() + SYSTEM_LOCKOUT;
        failures.count = 0;
      }
      systemFailures.set(String(username), failures);
      throw unauthorized('the user name or the password is wrong');
    },
    refresh: (token) => startSession(session(token)),
  };
}

function keyHolder(world: World, key: string, now: number): Identity {
  const found = world.apiKeys.find((candidate) => candidate.key === key);
  if (found === undefined) throw unauthorized('the API key is not valid');
  if (!found.isActive || found.expiresAt <= now) throw unauthorized(`the API key is not active or expired`);
  const { user, projectUids } = found;
  return { kind: 'tenant', user, ...(projectUids !== undefined && { projectUids }) };
}

function unauthorized(message: string) {
  return failure(401, 'InvalidCredentials', message);
}

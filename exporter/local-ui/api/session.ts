import type { Run } from '../../collection/job.ts';
import { abortable } from '../../time/abortable.ts';
import type { LoginOptions, Token } from './token-requests.ts';
import { createTokenRequests } from './token-requests.ts';

/** One login on one host: made when it is needed, renewed before it ends, ended on shutdown. */
export interface Session {
  /** The `Authorization` header of a valid token. @throws SourceError */
  authorization(run: Run): Promise<string>;
  /** The host accepted a request with this header. */
  accepted(authorization: string): void;
  /** Whether the host has accepted a request with this header. */
  isProven(authorization: string): boolean;
  /** The host refused this header: the next call gives another one, after a login where that is needed. */
  refused(authorization: string): void;
  /** Whether the exporter leaves the login alone because it was rejected. */
  blocked(): boolean;
  /** Logins that were no clear success, since the start. */
  loginFailures(): number;
  /** Seconds since the epoch; undefined without a session. */
  expiry(): number | undefined;
  close(): Promise<void>;
}

const RENEW_BEFORE = 15 * 60_000;
/** While no login is tried, the session that was refused is shown to the host once in this time. */
const ASK_AGAIN = 30_000;

interface Current {
  readonly token: Token;
  /** Whether a request with it has succeeded. */
  proven: boolean;
}

export function createSession(options: LoginOptions): Session {
  const { clock } = options;
  const requests = createTokenRequests(options);
  let current: Current | undefined;
  /**
   * A proven session that was refused, and no login has replaced. What stands before the host, or a host that has not
   * started fully, refuses good sessions too: asking with it once more is no try of the password.
   */
  let refusedBefore: (Current & { readonly authorization: string; askedAt: number }) | undefined;
  let pending: Promise<Current> | undefined;
  // The description wants the bare token in the header, which no document shows and no host has confirmed yet.
  let scheme: '' | 'Bearer ' = '';
  const closing = new AbortController();

  const headerOf = ({ token }: Current) => scheme + token.value;
  const isCurrent = (authorization: string) => current !== undefined && headerOf(current) === authorization;

  async function renewed(run: Run, old: Current): Promise<Current | undefined> {
    const token = await requests.renew(run, old.token, headerOf(old));
    return token && { token, proven: old.proven };
  }

  /** Serves all who wait for it, so it does not end when one of them does. */
  async function obtain({ stats }: Run): Promise<Current> {
    const run = { stats, signal: closing.signal };
    const alive = current !== undefined && current.token.expires > clock.now() ? current : undefined;
    current = (alive && (await renewed(run, alive))) ?? { token: await requests.logIn(run), proven: false };
    refusedBefore = undefined;
    return current;
  }

  /** The header of a refused session, where it is time to ask with it and nothing better may be tried. */
  function secondChance(): string | undefined {
    const old = refusedBefore;
    if (current !== undefined || old === undefined || !requests.blocked()) return undefined;
    const now = clock.now();
    if (old.token.expires <= now || now - old.askedAt < ASK_AGAIN) return undefined;
    old.askedAt = now;
    return old.authorization;
  }

  return {
    async authorization(run) {
      if (current !== undefined && current.token.expires - clock.now() > RENEW_BEFORE)
        return headerOf(current);
      const chance = secondChance();
      if (chance !== undefined) return chance;
      pending ??= obtain(run).finally(() => {
        pending = undefined;
      });
      return headerOf(await abortable(pending, run.signal));
    },
    accepted(authorization) {
      if (current === undefined && refusedBefore?.authorization === authorization) {
        current = { token: refusedBefore.token, proven: true };
        refusedBefore = undefined;
      }
      if (current !== undefined && isCurrent(authorization)) current.proven = true;
    },
    isProven: (authorization) => isCurrent(authorization) && current?.proven === true,
    refused(authorization) {
      if (current === undefined || !isCurrent(authorization)) return;
      const isNeverAccepted = !current.proven;
      if (!isNeverAccepted) refusedBefore = { ...current, authorization, askedAt: clock.now() };
      // A restarted agent forgets its sessions; a token that was never accepted may need the other style.
      if (!isNeverAccepted || scheme !== '') current = undefined;
      if (isNeverAccepted) scheme = scheme === '' ? 'Bearer ' : '';
    },
    blocked: requests.blocked,
    loginFailures: requests.loginFailures,
    expiry: () => current && current.token.expires / 1000,
    async close() {
      closing.abort();
      if (current === undefined) return;
      const authorization = headerOf(current);
      current = undefined;
      await requests.logOut(authorization);
    },
  };
}

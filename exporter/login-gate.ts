import type { Clock } from './clock.ts';
import { SourceError } from './collection/source-error.ts';
import type { Secret } from './secret.ts';

/**
 * Keeps a rejected credential from being sent again and again: after a rejection it stays closed for 5 minutes, then
 * doubling up to an hour, and opens at once when the secret's file has a new content.
 */
export interface LoginGate {
  /** The secret, when it may be used now. @throws SourceError (unauthorized) while closed. */
  open(): string;
  rejected(secret: string): void;
  accepted(): void;
}

const FIRST_WAIT = 5 * 60_000;
const LONGEST_WAIT = 60 * 60_000;

export function createLoginGate({
  who,
  secret,
  clock,
}: {
  who: string;
  secret: Secret;
  clock: Clock;
}): LoginGate {
  let refused: string | undefined;
  let wait = 0;
  let closedUntil = 0;

  function read(): string {
    try {
      return secret.read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SourceError('unauthorized', `${who}: cannot read ${secret.origin}: ${reason}`);
    }
  }

  return {
    open() {
      const value = read();
      if (value === refused && clock.now() < closedUntil) {
        throw new SourceError(
          'unauthorized',
          `${who}: ${secret.origin} was rejected; not tried again before ${new Date(closedUntil).toISOString()}`,
        );
      }
      return value;
    },
    rejected(value) {
      // Requests under way when the first rejection came do not make the wait longer.
      if (value === refused && clock.now() < closedUntil) return;
      wait = value === refused ? Math.min(LONGEST_WAIT, wait * 2) : FIRST_WAIT;
      refused = value;
      closedUntil = clock.now() + wait;
    },
    accepted() {
      refused = undefined;
    },
  };
}

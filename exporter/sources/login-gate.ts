import type { Clock } from '../time/clock.ts';
import { SourceError } from './failures.ts';
import type { Secret } from './secret.ts';

/**
 * Keeps a rejected credential from being sent again and again: once it was rejected `tries` times it is left alone for
 * `firstWait`, then twice as long after each further rejection, up to `longestWait`. A new content of the secret's file
 * opens the gate at once.
 */
export interface LoginGate {
  /** @throws SourceError (unauthorized) while closed. */
  check(): void;
  /**
   * The secret, when it may be used now. Of those who ask after a wait only the first gets it until it is known whether
   * the secret is good again.
   *
   * @throws SourceError (unauthorized) while closed.
   */
  open(): string;
  rejected(secret: string): void;
  accepted(): void;
  closed(): boolean;
}

interface GateOptions {
  /** Whose login it is, for messages. */
  readonly who: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly tries: number;
  /** Milliseconds. */
  readonly firstWait: number;
  /** Milliseconds; an hour where it is left out. */
  readonly longestWait?: number;
}

const HOUR = 60 * 60_000;
/** A probe that told nothing, since the source did not answer it, is repeated after this time. */
const PROBE = 60_000;

export function createLoginGate({
  who,
  secret,
  clock,
  tries,
  firstWait,
  longestWait = HOUR,
}: GateOptions): LoginGate {
  let refused: string | undefined;
  let rejections = 0;
  let closedUntil = 0;
  let probing = false;

  const closed = () => clock.now() < closedUntil;

  function read(): string {
    try {
      return secret.read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SourceError('unauthorized', `${who}: cannot read ${secret.origin}: ${reason}`);
    }
  }

  function check(): string {
    const value = read();
    if (value !== refused || !closed()) return value;
    const until = new Date(closedUntil).toISOString();
    throw new SourceError(
      'unauthorized',
      `${who}: ${secret.origin} was rejected; check it: it is not tried again before ${until}`,
    );
  }

  return {
    closed,
    check: () => void check(),
    open() {
      const value = check();
      if (value === refused && rejections >= tries) {
        closedUntil = clock.now() + PROBE;
        probing = true;
      }
      return value;
    },
    rejected(value) {
      // Requests under way when the gate closed do not make the wait longer.
      if (value === refused && closed() && !probing) return;
      probing = false;
      rejections = value === refused ? rejections + 1 : 1;
      refused = value;
      if (rejections < tries) return;
      closedUntil = clock.now() + Math.min(longestWait, firstWait * 2 ** (rejections - tries));
    },
    accepted() {
      refused = undefined;
      rejections = 0;
      closedUntil = 0;
      probing = false;
    },
  };
}

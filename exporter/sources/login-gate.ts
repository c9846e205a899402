import type { Clock } from '../time/clock.ts';
import { SourceError } from './failures.ts';
import type { LoginMemory } from './login-memory.ts';
import type { Secret } from './secret.ts';

/**
 * Keeps a rejected credential from being sent again and again: once it was rejected `tries` times it is left alone for
 * `firstWait`, then twice as long after each further rejection, up to `longestWait`; `between` its first tries it rests
 * too. A new content of the secret's file opens the gate at once.
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
  /** @param what became of it, for messages */
  rejected(secret: string, what?: string): void;
  accepted(): void;
  /** The source has seen nothing of the try that was opened. */
  unsent(): void;
  closed(): boolean;
}

interface GateOptions {
  /** Whose login it is, for messages. */
  readonly who: string;
  readonly secret: Secret;
  readonly clock: Clock;
  readonly tries: number;
  /** Milliseconds after each of the rejections before the last try; none where it is left out. */
  readonly between?: number;
  /** Milliseconds. */
  readonly firstWait: number;
  /** Milliseconds; an hour where it is left out. */
  readonly longestWait?: number;
  /** Of tries before a restart. */
  readonly memory?: LoginMemory | undefined;
}

const REJECTED = 'was rejected; check it';
const HOUR = 60 * 60_000;
/** A probe that told nothing, since the source did not answer it, is repeated after this time. */
const PROBE = 60_000;

export function createLoginGate({
  who,
  secret,
  clock,
  tries,
  between = 0,
  firstWait,
  longestWait = HOUR,
  memory,
}: GateOptions): LoginGate {
  let refused: string | undefined;
  let outcome = REJECTED;
  let rejections = 0;
  let closedUntil = 0;
  let probing = false;
  let isRecalled = memory === undefined;

  const waitAfter = (count: number) =>
    count < tries ? between : Math.min(longestWait, firstWait * 2 ** (count - tries));
  const closed = () => clock.now() < closedUntil;

  function read(): string {
    try {
      return secret.read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SourceError('unauthorized', `${who}: cannot read ${secret.origin}: ${reason}`);
    }
  }

  /** What an earlier process tried with the same secret. */
  function recall(value: string): void {
    if (isRecalled) return;
    isRecalled = true;
    const before = memory?.recall(who, value);
    if (before === undefined) return;
    refused = value;
    rejections = before.count;
    closedUntil = before.until;
  }

  /** Before it is sent: a process that ends meanwhile has made a try all the same. */
  function rememberTry(value: string): void {
    const count = value === refused ? rejections + 1 : 1;
    memory?.remember(who, value, { count, until: clock.now() + waitAfter(count) });
  }

  function check(): string {
    const value = read();
    recall(value);
    if (value !== refused || !closed()) return value;
    const until = new Date(closedUntil).toISOString();
    throw new SourceError(
      'unauthorized',
      `${who}: ${secret.origin} ${outcome}: it is not tried again before ${until}`,
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
      rememberTry(value);
      return value;
    },
    rejected(value, what = REJECTED) {
      // Requests under way when the gate closed do not make the wait longer.
      if (value === refused && closed() && !probing) return;
      probing = false;
      rejections = value === refused ? rejections + 1 : 1;
      refused = value;
      outcome = what;
      closedUntil = clock.now() + waitAfter(rejections);
    },
    accepted() {
      refused = undefined;
      rejections = 0;
      closedUntil = 0;
      probing = false;
      memory?.forget(who);
    },
    unsent() {
      if (refused === undefined) memory?.forget(who);
      else memory?.remember(who, refused, { count: rejections, until: closedUntil });
    },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/** Between the first checks. Each pause is longer than the one before, since what takes long is no sooner there. */
const PAUSE = 25;
const LONGEST_PAUSE = 500;

/**
 * Repeats `check` until it returns something other than `false`, `null` or `undefined` without throwing, and returns
 * that. A failing `expect` inside counts as "not yet".
 *
 * @throws Error that names what was waited for and what the last check saw.
 */
export async function eventually<Seen>(
  what: string,
  check: () => Seen | Promise<Seen>,
  timeout = 120_000,
): Promise<Exclude<Seen, false | null | undefined>> {
  const deadline = Date.now() + timeout;
  for (let pause = PAUSE; ; pause = Math.min(1.5 * pause, LONGEST_PAUSE)) {
    const outcome = await attempt(check);
    if ('value' in outcome && isThere(outcome.value)) return outcome.value;
    if (Date.now() >= deadline) {
      const seen = 'value' in outcome ? inspect(outcome.value) : outcome.complaint;
      throw new Error(`waited ${timeout / 1000} s for ${what}; last seen: ${seen}`);
    }
    await sleep(pause);
  }
}

async function attempt<Seen>(
  check: () => Seen | Promise<Seen>,
): Promise<{ value: Seen } | { complaint: string }> {
  try {
    return { value: await check() };
  } catch (error) {
    return { complaint: error instanceof Error ? error.message : String(error) };
  }
}

function isThere<Seen>(value: Seen): value is Exclude<Seen, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}

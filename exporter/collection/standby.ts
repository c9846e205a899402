import type { Reason } from '../sources/failures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MAX_STRETCH = 4;
/** So often what was there before is asked for at the usual time: services that restart are missing for a while. */
const PATIENCE = 3;
/** What was permitted before is asked for this often at least, so that it shows within two minutes of being so again. */
const RETURNED = 100_000;
/** So often in a row: half an hour. After that it was taken away on purpose. */
const WITHHELD = 18;

/**
 * Milliseconds until a collector runs again, counted from the start of the run that ended with `reason`.
 *
 * A rejected login waits in the client, for all collectors of the source at once, and 429 in its budget; what they and
 * answers that cannot be read cost is made up for soon: after a minute, then ever more rarely up to the interval. What a
 * Palette does not permit is asked again after a minute, then ever more rarely up to an hour; what it permitted before
 * comes to that after half an hour. What it does not have is
 * probed hourly; what it had before comes to that by and by. A failing source is asked again after a minute, then ever
 * more rarely, and soon after it is back.
 *
 * @param failures how many runs in a row ended like this, at least 1 unless it gave rows
 * @param worked whether any run before them succeeded
 * @param random 0 to 1, spreads the retries of many collectors after an outage
 */
export function nextRun(
  reason: Reason,
  interval: number,
  failures: number,
  worked: boolean,
  random = Math.random(),
): number {
  const doubled = Math.min(interval, MINUTE) * 2 ** (failures - 1);
  if (isOutage(reason)) return Math.min(doubled, longestWait(interval)) * (0.9 + 0.1 * random);
  if (reason === 'forbidden' && worked && failures <= WITHHELD) return Math.min(doubled, RETURNED);
  if (reason === 'forbidden') return Math.min(doubled, Math.max(HOUR, interval));
  if (reason === 'not_found' && worked) {
    return Math.min(interval * 2 ** Math.max(0, failures - PATIENCE), Math.max(HOUR, interval));
  }
  if (reason === 'not_found') return Math.max(HOUR, interval);
  return concernsSource(reason) || reason === 'parse' ? Math.min(doubled, interval) : interval;
}

/** @param before how the run before ended, after so many failures in a row */
export function countFailures(reason: Reason, before: Reason, failures: number): number {
  if (gaveRows(reason)) return 0;
  return isOutage(reason) === isOutage(before) ? failures + 1 : 1;
}

/** The longest that the collector waits that watches its source: the others are woken by it. */
export function longestWatch(interval: number): number {
  return Math.max(interval, MINUTE);
}

/** The longest that a failing collector waits unless the source cannot or may not answer it. */
export function longestWait(interval: number): number {
  return interval * MAX_STRETCH;
}

/**
 * Whether the reason may be over once the source is back, maybe as another release or with other rights: nobody need
 * wait any longer then.
 */
export function endsWithReturn(reason: Reason): boolean {
  return reason !== 'ok' && reason !== 'internal';
}

/** Whether there are new rows, all of them or all that were to be had. */
export function gaveRows(reason: Reason): boolean {
  return reason === 'ok' || reason === 'incomplete';
}

/** Whether the source as a whole is away. */
export function isOutage(reason: Reason): boolean {
  return ['timeout', 'connection', 'tls', 'server_error'].includes(reason);
}

/** Whether the reason concerns the source as a whole rather than one collector's request. */
export function concernsSource(reason: Reason): boolean {
  return isOutage(reason) || reason === 'unauthorized' || reason === 'rate_limited';
}

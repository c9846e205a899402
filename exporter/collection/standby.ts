import type { Reason } from './source-error.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MAX_STRETCH = 4;

/**
 * Milliseconds until a collector runs again, counted from the start of the run that ended with `reason`.
 *
 * A rejected login waits in the client, for all collectors of the source at once, and 429 in its budget; both are
 * asked again at the usual time. What a Palette does not have, or does not permit, is probed hourly. A failing source is
 * asked again after a minute, then ever more rarely, and soon after it is back.
 *
 * @param failures how many runs in a row ended like this, at least 1 unless the reason is `ok`
 * @param random 0 to 1, spreads the retries of many collectors after an outage
 */
export function nextRun(reason: Reason, interval: number, failures: number, random = Math.random()): number {
  if (isOutage(reason)) {
    const doubled = Math.min(interval, MINUTE) * 2 ** (failures - 1);
    return Math.min(doubled, longestWait(interval)) * (0.9 + 0.1 * random);
  }
  return reason === 'forbidden' || reason === 'not_found' ? Math.max(HOUR, interval) : interval;
}

/** The longest that a failing collector waits unless the source cannot or may not answer it. */
export function longestWait(interval: number): number {
  return interval * MAX_STRETCH;
}

/** Whether the reason is over once the source is back: nobody need wait any longer then. */
export function isOutage(reason: Reason): boolean {
  return ['timeout', 'connection', 'tls', 'server_error'].includes(reason);
}

/** Whether the reason concerns the source as a whole rather than one collector's request. */
export function concernsSource(reason: Reason): boolean {
  return isOutage(reason) || reason === 'unauthorized' || reason === 'rate_limited';
}

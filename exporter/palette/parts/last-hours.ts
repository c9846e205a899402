const HOUR = 3600;

/**
 * The filter of a report over the last two hours, asked for in steps of one: the current hour may still be empty.
 *
 * @param now seconds since the epoch
 */
export function lastHours(now: number) {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString();
  return { startTime: time(now - 2 * HOUR), endTime: time(now) };
}

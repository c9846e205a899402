import { type Clock, systemClock } from '../../../exporter/time/clock.ts';
import { parseDuration } from '../../../exporter/time/duration.ts';
import { shiftTime } from '../../kit/parse-query.ts';

/**
 * A time that runs faster than ours, so that days fit into a test. The simulated world and the exporter live in it.
 * Prometheus cannot, because it takes the time from the system: its rules are translated instead.
 */
export interface TimeLapse {
  readonly clock: Clock;
  /** The duration in our time, as Prometheus writes it. */
  shorten(duration: string): string;
  /** The expression with all ranges in our time, and with `time()` in the time of the world. */
  translate(expression: string): string;
}

/** In milliseconds of ours: a range must reach over two scrapes, as it does in production. */
const SHORTEST_RANGE = 2100;

/**
 * @param start milliseconds since the epoch: the time of the world now
 * @param pace what passes in the world in one of our seconds, such as `5m`
 */
export function createTimeLapse(start: number, pace: string): TimeLapse {
  const speed = parseDuration(pace) / 1000;
  const begin = Date.now();
  const shorten = (duration: string, least = 1) =>
    `${Math.max(least, Math.round(parseDuration(duration) / speed))}ms`;
  return {
    clock: {
      now: () => start + (Date.now() - begin) * speed,
      sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / speed, signal),
    },
    shorten: (duration) => shorten(duration),
    translate: (expression) =>
      shiftTime(expression, {
        range: (duration) => shorten(duration, SHORTEST_RANGE),
        time: `(${start / 1000} + ${speed} * (time() - ${begin / 1000}))`,
      }),
  };
}

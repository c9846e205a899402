import type { Clock } from '../time/clock.ts';
import type { HttpResponse } from './http.ts';

/** How far the clock of a source is from ours, by the `Date` header of its answers (RFC 9110, section 6.6.1). */
export interface ClockOffset {
  /** Seconds that the source is ahead; negative: behind. Undefined while no answer had a date. */
  seconds(): number | undefined;
  answered(response: Pick<HttpResponse, 'headers'>): void;
}

export function createClockOffset(clock: Pick<Clock, 'now'>): ClockOffset {
  let seconds: number | undefined;
  return {
    seconds: () => seconds,
    answered(response) {
      const [date = ''] = response.headers('date');
      const difference = (Date.parse(date) - clock.now()) / 1000;
      // The header has whole seconds; -0 is nothing to show.
      if (Number.isFinite(difference)) seconds = Math.trunc(difference) || 0;
    },
  };
}

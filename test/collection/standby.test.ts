import { describe, expect, it } from 'vitest';
import { concernsSource, countFailures, nextRun } from '../../exporter/collection/standby.ts';
import { REASONS, type Reason } from '../../exporter/sources/failures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits after the first, second… failure in a row. */
function waits(reason: Reason, interval: number, times: number, worked = false): number[] {
  return Array.from({ length: times }, (_, index) => nextRun(reason, interval, index + 1, worked, 1));
}

describe('the time until the next run', () => {
  it('is the interval after a success', () => {
    expect(nextRun('ok', 5 * MINUTE, 0, true)).toBe(5 * MINUTE);
  });

  it.each(['unauthorized', 'rate_limited', 'parse'] as const)(
    'doubles from a minute to the interval after %s, so that slow collectors miss little',
    (reason) => {
      expect(waits(reason, 5 * MINUTE, 4)).toEqual([1, 2, 4, 5].map((count) => count * MINUTE));
      expect(waits(reason, 30_000, 2)).toEqual([30_000, 30_000]);
    },
  );

  it('stays the interval after a fault of ours', () => {
    expect(waits('internal', 5 * MINUTE, 2)).toEqual([5 * MINUTE, 5 * MINUTE]);
  });

  it('is an hour after a 404', () => {
    expect(waits('not_found', MINUTE, 2)).toEqual([HOUR, HOUR]);
  });

  it('doubles from a minute to an hour after a refusal', () => {
    const minutes = [1, 2, 4, 8, 16, 32, 60, 60].map((count) => count * MINUTE);
    expect(waits('forbidden', 5 * MINUTE, 8)).toEqual(minutes);
  });

  it('stays below two minutes for half an hour after a refusal of what was permitted before', () => {
    const soon = Array.from({ length: 17 }, () => 100_000);
    expect(waits('forbidden', 15 * MINUTE, 20, true)).toEqual([MINUTE, ...soon, HOUR, HOUR]);
  });

  it('stays the interval at first after a 404 of what was there before, then doubles to an hour', () => {
    expect(waits('not_found', 5 * MINUTE, 8, true)).toEqual(
      [5, 5, 5, 10, 20, 40, 60, 60].map((count) => count * MINUTE),
    );
    expect(waits('not_found', 6 * HOUR, 5, true)).toEqual(Array(5).fill(6 * HOUR));
  });

  it('is not shortened to an hour for a collector that runs more rarely', () => {
    expect(nextRun('not_found', 6 * HOUR, 1, false)).toBe(6 * HOUR);
  });

  it.each(['timeout', 'connection', 'tls', 'server_error'] as const)(
    'doubles from a minute to four intervals after %s',
    (reason) => {
      expect(waits(reason, 5 * MINUTE, 7)).toEqual([1, 2, 4, 8, 16, 20, 20].map((count) => count * MINUTE));
    },
  );

  it('starts with the interval where that is shorter than a minute', () => {
    expect(waits('timeout', 30_000, 4)).toEqual([30_000, 60_000, 120_000, 120_000]);
  });

  it('is spread over a tenth after an outage, never beyond four intervals', () => {
    expect(nextRun('connection', MINUTE, 1, true, 0)).toBe(54_000);
    expect(nextRun('connection', MINUTE, 1000, true, 1)).toBe(4 * MINUTE);
  });

  it('lets nothing wait longer than a minute at first, but what is not there', () => {
    expect(REASONS.filter((reason) => nextRun(reason, MINUTE, 1, false, 1) > MINUTE)).toEqual(['not_found']);
  });
});

describe('failures in a row', () => {
  it('are those of one kind: what an outage leaves behind is a matter of its own', () => {
    const reasons = ['connection', 'server_error', 'not_found', 'not_found', 'ok', 'timeout'] as const;
    let before: Reason = 'ok';
    let failures = 0;

    const counts = reasons.map((reason) => {
      failures = countFailures(reason, before, failures);
      before = reason;
      return failures;
    });

    expect(counts).toEqual([1, 2, 1, 2, 0, 1]);
  });
});

describe('a failure of the whole source', () => {
  it('is one that every collector would meet', () => {
    expect(REASONS.filter(concernsSource)).toEqual([
      'timeout',
      'connection',
      'tls',
      'unauthorized',
      'rate_limited',
      'server_error',
    ]);
  });
});

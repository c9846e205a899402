import { DAY } from './time-units.ts';

/** Something that runs again and again; it may have started to fail. */
export interface Schedule {
  readonly every: number;
  /** Time of the first run after the epoch: two hours for "02:00 every day". */
  readonly offset: number;
  failingSince?: number;
}

/** Every night at that hour (UTC). */
export function nightly(hour: number): Schedule {
  return { every: DAY, offset: (hour / 24) * DAY };
}

/** The last runs before now, newest first. */
export function lastRuns({ every, offset }: Schedule, now: number, count: number): number[] {
  const newest = Math.floor((now - offset) / every) * every + offset;
  return Array.from({ length: count }, (_, index) => newest - index * every);
}

export function hasFailed({ failingSince }: Schedule, run: number): boolean {
  return failingSince !== undefined && run >= failingSince;
}

/** The last run that went well. */
export function lastSuccess(schedule: Schedule, now: number): number | undefined {
  const [newest = now] = lastRuns(schedule, now, 1);
  if (!hasFailed(schedule, newest)) return newest;
  const [before] = lastRuns(schedule, (schedule.failingSince ?? now) - 1, 1);
  return before;
}

import { lastRuns, type Schedule } from '../model/schedule.ts';

/** Makes the last run of a schedule a failure, and all that follow. */
export function startFailing(schedule: Schedule | undefined, now: number): void {
  if (schedule !== undefined) schedule.failingSince = lastRuns(schedule, now, 1)[0] ?? now;
}

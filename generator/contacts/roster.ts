import type { FullDay } from './duty.ts';

/** The days for which turns are written out: from one first of a month to another, which is no longer included. */
export interface Horizon {
  readonly from: FullDay;
  readonly until: FullDay;
}

/** Turns that are written out. */
export interface Roster {
  readonly horizon: Horizon;
  /** Roles with a rotation. */
  readonly roles: readonly string[];
  /** The moment from which on all people of a rotation are on duty; absent where every rotation ends before. */
  readonly until?: Date | undefined;
}

/** How many visits of a collector may be under way together. */
export interface Lanes {
  allowed(): number;
  /**
   * A visit has ended.
   *
   * @param took milliseconds
   * @param waited milliseconds of them that its requests waited for the budget
   */
  visited(took: number, waited: number): void;
  /** The source fails: one visit is enough to see when it is back. */
  reset(): void;
}

/** More than any documented limit of Palette asks for at a latency of a second. */
export const MOST_UNDER_WAY = 16;
/** Until visits have told how many it takes. */
const START = 2;
/** A visit that waited for less than this share of its time shows that the budget has room. */
const ROOM = 0.05;
/** One that waited for more than this share shows that others under way did not bring it forward. */
const CROWD = 0.5;

/**
 * As many as the budget needs to be used although answers take their time, which is its rate times their latency; neither
 * has to be known. As long as visits do not wait for the budget there may be one more, and when they mostly wait, one
 * less; the next one to go waits until those have ended that began before, lest too many go. Where answers take no time
 * one visit at a time is all that is needed.
 */
export function createLanes(): Lanes {
  let allowed = START;
  /** Visits that began before there was one less. */
  let before = 0;
  return {
    allowed: () => allowed,
    visited(took, waited) {
      before -= 1;
      if (took > 0 && waited < took * ROOM) allowed = Math.min(allowed + 1, MOST_UNDER_WAY);
      else if (waited > took * CROWD && before <= 0) {
        allowed = Math.max(allowed - 1, 1);
        before = allowed;
      }
    },
    reset() {
      allowed = 1;
    },
  };
}

/** Whether a source is there, as the collector tells that watches it. All collectors of the source share it. */
export interface Presence {
  /** Whether a collector watches the source. */
  readonly isWatched: boolean;
  /** Not as long as nobody has told; always where nobody watches. */
  readonly isHere: boolean;
  /** How often the source was found to be there after it was not, or to permit or have more than before. */
  readonly returns: number;
  /** @param began when the look began that tells it, in milliseconds since the epoch */
  tell(isHere: boolean, began: number): void;
  /** A collector is permitted what was forbidden, or finds what was missing: others may as well. */
  tellGained(): void;
  /**
   * Calls back once, at the first look that tells whether the source was there at a moment: at once where nobody
   * watches. A source that has just come back was not.
   *
   * @param moment milliseconds since the epoch, not after now
   * @returns takes it back
   */
  whenKnown(moment: number, then: (wasHere: boolean) => void): () => void;
}

interface Waiting {
  readonly moment: number;
  then(wasHere: boolean): void;
}

export function createPresence(isWatched: boolean): Presence {
  const waiting = new Set<Waiting>();
  let isHere = !isWatched;
  let wasAway = false;
  let returns = 0;

  function answer(wasHere: boolean, began: number): void {
    for (const one of waiting) {
      // A look that had begun before may have ended well all the same.
      if (wasHere && one.moment > began) continue;
      waiting.delete(one);
      one.then(wasHere);
    }
  }

  return {
    isWatched,
    get isHere() {
      return isHere;
    },
    get returns() {
      return returns;
    },
    tell(told, began) {
      if (told && wasAway) returns += 1;
      answer(told && !wasAway, began);
      isHere = told;
      wasAway = !told;
    },
    tellGained() {
      returns += 1;
    },
    whenKnown(moment, then) {
      if (!isWatched) {
        then(true);
        return () => undefined;
      }
      const one = { moment, then };
      waiting.add(one);
      return () => void waiting.delete(one);
    },
  };
}

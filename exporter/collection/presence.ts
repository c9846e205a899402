/** Whether a source is there, as the collector tells that watches it. All collectors of the source share it. */
export interface Presence {
  /** Whether a collector watches the source. */
  readonly isWatched: boolean;
  /** Not as long as nobody has told; always where nobody watches. */
  readonly isHere: boolean;
  /** How often the source was found to be there after it was not, or to permit more than before. */
  readonly returns: number;
  tell(isHere: boolean): void;
  /** A collector is permitted what was forbidden: others may be as well. */
  tellPermitted(): void;
}

export function createPresence(isWatched: boolean): Presence {
  let isHere = !isWatched;
  let wasAway = false;
  let returns = 0;
  return {
    isWatched,
    get isHere() {
      return isHere;
    },
    get returns() {
      return returns;
    },
    tell(told) {
      if (told && wasAway) returns += 1;
      isHere = told;
      wasAway = !told;
    },
    tellPermitted() {
      returns += 1;
    },
  };
}

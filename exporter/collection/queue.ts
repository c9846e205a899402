/** Those who wait. Each change costs no more than the logarithm of their number, and looking who is first hardly anything. */
export interface Queue<Entry> {
  /** Lets it wait, or wait at another place. Of those that came at the same time the one with the lower number is first. */
  add(entry: Entry, since: number, number: number): void;
  remove(entry: Entry): void;
  /** The one that has waited longest, and since when. */
  first(): Waiting<Entry> | undefined;
}

export interface Waiting<Entry> {
  readonly entry: Entry;
  readonly since: number;
  readonly number: number;
}

export function createQueue<Entry>(): Queue<Entry> {
  const places = new Map<Entry, Waiting<Entry>>();
  /** A binary heap. Whoever has left stays in it until it would be first. */
  const heap: Waiting<Entry>[] = [];

  return {
    add(entry, since, number) {
      const place = { entry, since, number };
      places.set(entry, place);
      heap.push(place);
      rise(heap);
    },
    remove: (entry) => void places.delete(entry),
    first() {
      for (let [first] = heap; first !== undefined; [first] = heap) {
        if (places.get(first.entry) === first) return first;
        removeFirst(heap);
      }
      return undefined;
    },
  };
}

/** Whether the one is before the other. */
export function isBefore(one: Waiting<unknown>, other: Waiting<unknown>): boolean {
  return one.since < other.since || (one.since === other.since && one.number < other.number);
}

/** Moves the last one to its place. */
function rise<Entry>(heap: Waiting<Entry>[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!swapIfBefore(heap, at, above)) return;
    at = above;
  }
}

/** Puts the last one into the place of the first, and moves it to its own. */
function removeFirst<Entry>(heap: Waiting<Entry>[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  for (let at = 0; ; ) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const isRight = isAt(heap, right, left);
    const below = isRight ? right : left;
    if (!swapIfBefore(heap, below, at)) return;
    at = below;
  }
}

function isAt(heap: readonly Waiting<unknown>[], index: number, other: number): boolean {
  const [one, two] = [heap[index], heap[other]];
  return one !== undefined && two !== undefined && isBefore(one, two);
}

function swapIfBefore<Entry>(heap: Waiting<Entry>[], index: number, other: number): boolean {
  const [one, two] = [heap[index], heap[other]];
  if (one === undefined || two === undefined || !isBefore(one, two)) return false;
  heap[index] = two;
  heap[other] = one;
  return true;
}

import type { Family, Piece } from './family.ts';
import { type OpenMember, openMember } from './gzip.ts';
import type { Format } from './text.ts';

/** What every scrape sees until the next state takes its place. Immutable. */
export interface State {
  /** By name. */
  readonly families: ReadonlyMap<string, Family>;
  /** In the order of their names, sorted when first asked for: most states are followed by another before any scrape. */
  sorted(): readonly Family[];
  /** Names in their order, as when somebody last asked this state or one before it. */
  lastOrder(): readonly string[];
  /** Headers and rows of all families in their order. */
  pieces(format: Format): readonly Piece[];
  /** The pieces as a gzip member without its end, made when first asked for. */
  member(format: Format): OpenMember;
  stats(): StateStats;
}

export interface StateStats {
  readonly families: number;
  readonly series: number;
  /** Sizes of all rows and headers in the text format. */
  readonly textBytes: number;
  readonly gzipBytes: number;
}

/** @param before the state that it follows */
export function createState(families: ReadonlyMap<string, Family>, before?: State): State {
  // Names alone: neither the state before nor its families are held, or none could ever go.
  let order = before?.lastOrder() ?? [];
  let sorted: readonly Family[] | undefined;
  const inOrder = () => {
    if (sorted === undefined) {
      sorted = byName(families, order);
      order = sorted.map(({ metric }) => metric.name);
    }
    return sorted;
  };
  const members: Partial<Record<Format, OpenMember>> = {};
  const pieces = (format: Format) =>
    inOrder().flatMap(({ headers, blocks }): Piece[] => [headers[format], ...blocks]);

  return {
    families,
    sorted: inOrder,
    lastOrder: () => order,
    pieces,
    member(format) {
      members[format] ??= openMember(pieces(format).map(({ part }) => part));
      return members[format];
    },
    stats: () => {
      const all = pieces('text');
      return {
        families: families.size,
        series: sum(inOrder().flatMap(({ blocks }) => blocks.map(({ series }) => series))),
        textBytes: sum(all.map(({ text }) => text.length)),
        gzipBytes: sum(all.map(({ part }) => part.deflated.length)),
      };
    },
  };
}

/** Which families there are hardly ever changes, so that most states have the order of the one before. */
function byName(families: ReadonlyMap<string, Family>, order: readonly string[]): readonly Family[] {
  const known = order.flatMap((name) => families.get(name) ?? []);
  if (known.length === families.size) return known;
  return [...families.values()].sort((a, b) => (a.metric.name < b.metric.name ? -1 : 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import type { Family, Piece } from './family.ts';
import { type OpenMember, openMember } from './gzip.ts';
import type { Format } from './text.ts';

/** What every scrape sees until the next state takes its place. Immutable. */
export interface State {
  /** By name. */
  readonly families: ReadonlyMap<string, Family>;
  readonly sorted: readonly Family[];
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
  const sorted = byName(families, before?.sorted ?? []);
  const members: Partial<Record<Format, OpenMember>> = {};
  const pieces = (format: Format) =>
    sorted.flatMap(({ headers, blocks }): Piece[] => [headers[format], ...blocks]);

  return {
    families,
    sorted,
    pieces,
    member(format) {
      members[format] ??= openMember(pieces(format).map(({ part }) => part));
      return members[format];
    },
    stats: () => {
      const all = pieces('text');
      return {
        families: sorted.length,
        series: sum(sorted.flatMap(({ blocks }) => blocks.map(({ series }) => series))),
        textBytes: sum(all.map(({ text }) => text.length)),
        gzipBytes: sum(all.map(({ part }) => part.deflated.length)),
      };
    },
  };
}

/** Which families there are hardly ever changes, so that most states have the order of the one before. */
function byName(families: ReadonlyMap<string, Family>, before: readonly Family[]): readonly Family[] {
  const known = before.flatMap(({ metric }) => families.get(metric.name) ?? []);
  if (known.length === families.size) return known;
  return [...families.values()].sort((a, b) => (a.metric.name < b.metric.name ? -1 : 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { ROUTED, type Routed } from '../channels/channel.ts';

/** What a cell says of the severities of a row. */
export interface WrittenSeverities {
  /** Absent where the row is for all of them. */
  readonly severities: readonly Routed[] | undefined;
  /** Words that mean no severity of an alert. */
  readonly rest: readonly string[];
}

const WORDS: readonly (readonly [RegExp, readonly Routed[]])[] = [
  [/^(?:critical|crit|kritisch|critique|cr[ií]tic[ao]|重大|緊急)s?$/iu, ['critical']],
  [/^(?:warning|warn|warnung|avertissement|advertencia|警告)(?:s|en)?$/iu, ['warning']],
  [/^(?:all|any|every|both|alle|tou(?:te)?s|todas?|todos?|\*|すべて|全て|全部)$/iu, ROUTED],
];

/** Reads `critical`, `Warning, critical`, `all`. An empty cell and one of other words limit nothing. */
export function readSeverities(text: string): WrittenSeverities {
  const words = text.split(/[\s,;/+&|()、・]+/).filter((word) => /[\p{L}\p{N}*]/u.test(word));
  const read = words.map((word) => ({ word, meant: WORDS.find(([pattern]) => pattern.test(word))?.[1] }));
  const rest = read.flatMap(({ word, meant }) =>
    meant !== undefined || /^(?:and|und|et|y|only|nur|alerts?)$/i.test(word) ? [] : [word],
  );
  const meant = new Set(read.flatMap((one) => one.meant ?? []));
  const isLimited = rest.length === 0 && meant.size > 0 && meant.size < ROUTED.length;
  return { severities: isLimited ? ROUTED.filter((severity) => meant.has(severity)) : undefined, rest };
}

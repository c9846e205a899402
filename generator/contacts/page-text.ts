/** A part of a text, the end not included. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where a page has code blocks and comments, which hold no markup. */
export function hiddenRanges(page: string): readonly TextRange[] {
  const fences = page.matchAll(
    /^[ \t>]*(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^[ \t>]*\1[`~]*[ \t]*$|$(?![\s\S]))/gm,
  );
  const comments = page.matchAll(/<!--[\s\S]*?(?:-->|$(?![\s\S]))/g);
  return [...fences, ...comments]
    .map(({ index, 0: found }) => ({ start: index, end: index + found.length }))
    .sort((a, b) => a.start - b.start)
    .filter((range, at, all) => all.slice(0, at).every(({ end }) => end <= range.start));
}

/** The page with nothing where its code blocks and comments are, and as many lines. */
export function shown(page: string): string {
  return [...hiddenRanges(page)].reduceRight(
    (text, { start, end }) =>
      text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, '') + text.slice(end),
    page,
  );
}

/** The cells of a row as they are written, without the bars at its ends. */
export function pieceCells(row: string): readonly string[] {
  const bare = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return bare.split(/(?<!\\)\|/);
}

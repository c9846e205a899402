import { footnoteCalled } from './cell-text.ts';
import type { Place } from './find-tables.ts';
import { shown } from './page-text.ts';

/** `[^1]: text`, `<sup>1</sup> text`, `[1] text`, `¹ text`, `† text`, `\* text`, `*text`; with the bullet of a list before it. */
const NOTE =
  /^[\s>]*(?:[-+]\s+)?(?:\[\^([^\]\s]+)\]:|<sup>([^<]+)<\/sup>|\[(\d{1,2}|\*+)\]:?|([¹²³⁰⁴-⁹]+|[†‡]+)|\\?(\*+)(?!\*))\s*(?=\S)(.+)$/i;

/** The footnotes of a page, in their order; a mark may be explained below each of several tables. */
export function footnotesOf(page: string): readonly (Place & { readonly mark: string })[] {
  const lines = shown(page).split('\n');
  return lines.flatMap((line, index) => {
    const [, ...groups] = NOTE.exec(line) ?? [];
    const text = groups.pop();
    const mark = groups.find((group) => group !== undefined);
    if (text === undefined || mark === undefined) return [];
    const whole = [text.trim(), ...continuation(lines.slice(index + 1))].join(' ');
    return [{ mark: footnoteCalled(mark), line: index + 1, text: whole }];
  });
}

function continuation(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => !/^(?: {2,}|\t)\S/.test(line));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.trim());
}

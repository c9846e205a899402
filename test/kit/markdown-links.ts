import { posix } from 'node:path';
import { marked, type Token } from 'marked';

/** By path: the text of a file, or undefined where there is none. */
export type Read = (path: string) => string | undefined;

/** Links of a Markdown page into its own surroundings that lead nowhere, be it a file or a heading in one. */
export function brokenLinks(path: string, read: Read): readonly string[] {
  return linksOf(read(path) ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', heading] = link.split('#');
      const target = read(file === '' ? path : posix.join(posix.dirname(path), file));
      return target === undefined || (heading !== undefined && !headingsOf(target).includes(heading));
    });
}

export function linksOf(markdown: string): readonly string[] {
  return tokensOf(markdown).flatMap((token) =>
    token.type === 'link' || token.type === 'image' ? [String(token.href)] : [],
  );
}

/** Headings as GitHub names them in addresses. */
function headingsOf(markdown: string): readonly string[] {
  return tokensOf(markdown).flatMap((token) =>
    token.type === 'heading'
      ? [
          String(token.text)
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, '')
            .replaceAll(' ', '-'),
        ]
      : [],
  );
}

function tokensOf(markdown: string): readonly Token[] {
  const found: Token[] = [];
  marked.walkTokens(marked.lexer(markdown), (token) => {
    found.push(token);
  });
  return found;
}

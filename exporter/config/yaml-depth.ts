import { CST, Lexer } from 'yaml';

/** How many levels deep a text of YAML nests, found without nesting calls: the parser would end the process. */
export function depthOf(text: string, most: number): number {
  // Columns at which the levels of the block style around here begin.
  const columns: number[] = [];
  let [flow, column, deepest] = [0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type === 'newline') column = 0;
    if (type === 'flow-seq-start' || type === 'flow-map-start') flow += 1;
    if (type === 'flow-seq-end' || type === 'flow-map-end') flow -= 1;
    if (flow === 0 && type !== null && BEGINS_A_LEVEL.has(type)) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    deepest = Math.max(deepest, flow + columns.length);
    if (deepest > most) return deepest;
    if (type !== 'newline') column += token.length;
  }
  return deepest;
}

const BEGINS_A_LEVEL: ReadonlySet<string> = new Set([
  'seq-item-ind',
  'explicit-key-ind',
  'alias',
  'scalar',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'flow-seq-start',
  'flow-map-start',
]);

import {
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { toYaml } from '../kit/serialise.ts';

const BEGIN =
  '# palette-bundle begin: written by "palette-bundle alertmanager", which also takes it out again';
const END = '# palette-bundle end';

/** What is put in front of a list of a file. */
export interface Insertion {
  /** `['route', 'routes']` */
  readonly path: readonly [string, ...string[]];
  readonly items: readonly unknown[];
}

/**
 * Puts items in front of lists of a YAML text, between marks. All other bytes stay what they are, so comments, quotes and
 * the order of things do.
 *
 * @throws Error that names a place where nothing can be put
 */
export function inserted(text: string, insertions: readonly Insertion[]): string {
  const { contents } = parseDocument(text);
  const splices = new Map<number, Splice>();
  for (const { path, items } of insertions) {
    if (items.length === 0) continue;
    const splice = spliceFor(contents, path, items, text);
    const before = splices.get(splice.at)?.lines ?? [];
    splices.set(splice.at, { ...splice, lines: [...before, ...splice.lines] });
  }
  // From behind, so that the places in front stay where they are.
  const inOrder = [...splices.values()].sort((a, b) => b.at - a.at);
  return inOrder.reduce((current, splice) => spliced(current, splice), text);
}

/** Takes out whatever stands between marks. */
export function withoutInsertions(text: string): string {
  const mark = (comment: string) => comment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const inFlow = new RegExp(`(?<=[[{])\\r?\\n( +)${mark(BEGIN)}.*?${mark(END)}\\r?\\n\\1`, 'gs');
  const inBlock = new RegExp(`^ *${mark(BEGIN)}.*?${mark(END)}\\r?\\n`, 'gms');
  return text.replace(inFlow, '').replace(inBlock, '');
}

interface Splice {
  readonly at: number;
  readonly indent: number;
  readonly lines: readonly string[];
  readonly isFlow: boolean;
}

function spliced(text: string, { at, indent, lines, isFlow }: Splice): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const margin = ' '.repeat(indent);
  const indented = [BEGIN, ...lines, END].map((line) => (line === '' ? '' : margin + line));
  const block = isFlow ? ['', ...indented, margin].join(end) : indented.map((line) => line + end).join('');
  return text.slice(0, at) + block + text.slice(at);
}

function spliceFor(
  node: ParsedNode | null,
  path: readonly string[],
  items: readonly unknown[],
  text: string,
): Splice {
  const [key = '', ...rest] = path;
  if (!isMap(node)) throw new Error(`${path.join('.')} has no place: what is around it is not a map`);
  const value = node.get(key, true) as Node | undefined;
  if (value === undefined) return intoMap(node, nested(path, items), text);
  if (rest.length > 0) return spliceFor(value as ParsedNode, rest, items, text);
  if (isSeq(value)) return intoList(value, items, text);
  if (isScalar(value) && value.value === null) throw new Error(`${key} is there and empty`);
  throw new Error(`${key} is not a list`);
}

function nested(path: readonly string[], items: readonly unknown[]): readonly [string, unknown] {
  const [key = '', ...rest] = path;
  return [key, rest.length === 0 ? items : Object.fromEntries([nested(rest, items)])];
}

function intoList(list: YAMLSeq, items: readonly unknown[], text: string): Splice {
  if (list.flow)
    return intoFlow(
      list,
      items.map((item) => JSON.stringify(item)),
      text,
    );
  return atLine(list, toYaml(items), text);
}

function intoMap(map: YAMLMap, [key, value]: readonly [string, unknown], text: string): Splice {
  if (map.flow) return intoFlow(map, [`${key}: ${JSON.stringify(value)}`], text);
  return atLine(map, toYaml({ [key]: value }), text);
}

/** In front of the first entry of something written line by line. */
function atLine({ range }: Node, yaml: string, text: string): Splice {
  const start = range?.[0] ?? 0;
  const at = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(at, start).trim() !== '')
    throw new Error('a list begins within a line, and nothing fits in front');
  return { at, indent: start - at, lines: yaml.trimEnd().split('\n'), isFlow: false };
}

/** Behind the bracket of something written in brackets. */
function intoFlow({ range }: Node, entries: readonly string[], text: string): Splice {
  const start = range?.[0] ?? 0;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^ */.exec(text.slice(line))?.[0].length ?? 0;
  return { at: start + 1, indent: indent + 2, lines: entries.map((entry) => `${entry},`), isFlow: true };
}

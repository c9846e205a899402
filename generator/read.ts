import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** A file of the user: `name` is how the user calls it, and how messages call it. */
export interface InputFile {
  readonly name: string;
  readonly text: string;
}

/** Reads a file as text. */
export function readInput(path: string): InputFile {
  try {
    return { name: path, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
  } catch (error) {
    throw new Problem(path, unreadable(error), 'give the path of a readable file');
  }
}

/** Reads YAML and checks it against a schema. The first fault is reported with its line and its path in the file. */
export function readYaml<Schema extends z.ZodType>(file: InputFile, schema: Schema): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new Problem(
      `${file.name}:${lines.linePos(fault.pos[0]).line}`,
      `not valid YAML (${fault.message})`,
      'correct it',
    );
  }

  const result = schema.safeParse(toValue(file, () => document.toJS() ?? {}));
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0]);
  if (issue === undefined) throw new Problem(file.name, 'does not have the expected shape', 'see the README');
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const at = unknown === undefined ? path : [...path, unknown];
  const where = `${file.name}:${lineOf(document, lines, at)}: ${pathText(at)}`;
  if (unknown !== undefined) throw new Problem(where, 'unknown key', 'remove it or correct its spelling');
  const [what = '', ...remedy] = issue.message.replace(/^Invalid input: /, '').split('; ');
  if (issue.code === 'invalid_type' && what.endsWith('received undefined')) {
    throw new Problem(where, 'is missing', 'add it');
  }
  throw new Problem(where, what, remedy.join('; ') || 'correct this value');
}

function toValue(file: InputFile, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw new Problem(file.name, error instanceof Error ? error.message : String(error), 'correct it');
  }
}

type Issue = z.core.$ZodIssue;

// A union reports that no alternative fits; the alternative that came furthest says why.
function deepest(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .map((errors) => deepest(errors[0]))
    .filter((candidate) => candidate !== undefined)
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner === undefined || inner.path.length === 0
    ? issue
    : { ...inner, path: [...issue.path, ...inner.path] };
}

function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range)) return lines.linePos(Number(range[0])).line;
  }
  return 1;
}

/** `['routes', 0, 'tell']` as people write it: `routes[0].tell`. */
export function pathText(path: readonly (string | number)[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'this is a directory';
  if (code === 'EACCES') return 'not allowed to read it';
  return `cannot be read (${String(code ?? error)})`;
}

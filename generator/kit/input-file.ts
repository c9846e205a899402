import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import {
  checkYaml,
  type Issue,
  type Mistake,
  type Path,
  parseYaml,
  placeIn,
} from '../../exporter/config/read-yaml.ts';
import { Problem } from './problem.ts';

/** Twenty thousand people in a table take a tenth of it. */
const LARGEST = 16 * 1024 * 1024;

/** A file of the user: `name` is how the user calls it, and how messages call it. */
export interface InputFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads a file as text.
 *
 * @throws Problem
 */
export function readInput(path: string): InputFile {
  try {
    const found = statSync(path);
    // It may never end.
    if (found.isCharacterDevice()) throw new Problem(path, 'is a device', 'give the path of a file');
    if (found.size > LARGEST) throw new Problem(path, 'is larger than 16 MiB', 'give the table alone');
    return { name: path, text: readFileSync(path, 'utf8').replace(/^\uFEFF/, '') };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(path, unreadable(error), 'give the path of a readable file');
  }
}

/**
 * The content of a YAML file as a schema has it, and where in the file things stand.
 *
 * @throws ConfigError with a line for each mistake
 */
export function checkedYaml<Schema extends z.ZodType>(
  { name, text }: InputFile,
  schema: Schema,
): { readonly content: z.output<Schema>; readonly placeOf: (path: Path) => string } {
  const file = parseYaml(name, text);
  return { content: checkYaml(file, schema, wording), placeOf: (path) => placeIn(file, path) };
}

function wording(issue: Issue): Pick<Mistake, 'path' | 'message'> {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return { path: [...path, ...issue.keys], message: 'unknown key; remove it or correct its spelling' };
  }
  const message = issue.message.replace(/^Invalid input: /, '');
  if (issue.code === 'invalid_type' && message.endsWith('received undefined')) {
    return { path, message: 'is missing; add it' };
  }
  return { path, message: message.includes('; ') ? message : `${message}; correct this value` };
}

function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'this is a directory';
  if (code === 'EACCES') return 'not allowed to read it';
  return `cannot be read (${String(code ?? error)})`;
}

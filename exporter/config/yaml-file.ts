import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { z } from 'zod';

/** What is wrong with a configuration: one line per problem, each with the file, the path in it and the remedy. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The content of a YAML file.
 *
 * @param remedy what to do when it cannot be read
 * @throws ConfigError, which never quotes the file: it may hold secrets
 */
export function readYaml(file: string, remedy: string): unknown {
  const source = readText(file, remedy);
  const document = parseDocument(source, { prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const line = source.slice(0, broken.pos[0]).split('\n').length;
    throw new ConfigError(`${file}:${line}: not valid YAML: ${withoutQuotation(broken.message)}`);
  }
  try {
    return document.toJS() ?? {};
  } catch {
    throw new ConfigError(
      `${file}: not valid YAML: an alias (*name) has no anchor (&name), or there are too many`,
    );
  }
}

function readText(file: string, remedy: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError(`${file}: cannot be read (${code}); ${remedy}`);
  }
}

/** The parser ends some messages with the text it stumbled over. */
function withoutQuotation(message: string): string {
  return message.replace(/: [\s\S]*$/, '');
}

/** @throws ConfigError with a line for each problem that the schema finds */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  values: unknown,
  file: string,
): z.output<Schema> {
  const parsed = schema.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigError(parsed.error.issues.map((issue) => `${file}: ${describe(issue)}`).join('\n'));
}

function describe(issue: z.core.$ZodIssue): string {
  const path = pathText(issue.path);
  const message = messageOf(issue);
  return path ? `${path}: ${message}` : message;
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}; check the spelling`;
    case 'invalid_type':
      if (issue.expected === 'never') return issue.message;
      if (issue.input === undefined) return `is missing (${issue.expected})`;
      return `must be ${withArticle(issue.expected)}, not ${kindOf(issue.input)}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      return issue.origin === 'array' ? 'must not be an empty list' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function withArticle(type: string): string {
  const word = { object: 'mapping', array: 'list', record: 'mapping' }[type] ?? type;
  return `a ${word}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

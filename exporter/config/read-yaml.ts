import { readFileSync, statSync } from 'node:fs';
import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { depthOf } from './yaml-depth.ts';

/** What we read nests five levels. */
const DEEPEST = 100;
/** A thousand Local UIs take a tenth of it; the parser takes a second for each megabyte. */
const LARGEST = 4 * 1024 * 1024;

/** Where something stands in a file: `['palette', 0, 'url']`. The empty path means the whole file. */
export type Path = readonly PropertyKey[];

/** A file of YAML: what it says, and where. */
export interface YamlFile {
  /** How messages call it. */
  readonly name: string;
  readonly values: unknown;
  /** Line of a path, or of the nearest thing around it; undefined for the whole file. */
  readonly lineOf: (path: Path) => number | undefined;
}

/** What is wrong at one place of a file. */
export interface Mistake {
  /** As messages tell it. */
  readonly path: Path;
  /** Where it stands, if that is more exact than the path. */
  readonly at?: Path;
  /** What is wrong and what to do; never a text of the file that may be a secret. */
  readonly message: string;
}

/** The words for what is wrong with a value; a key that is unknown comes alone. */
export type Wording = (issue: Issue) => Pick<Mistake, 'path' | 'message'>;

export type Issue = z.core.$ZodIssue;

/**
 * Parses the text of a file.
 *
 * @throws ConfigError, which never quotes the file: it may hold secrets
 */
export function parseYaml(name: string, text: string): YamlFile {
  const isTooDeep = depthOf(text, DEEPEST) > DEEPEST;
  if (isTooDeep) throw new ConfigError(`${name}: nested deeper than ${DEEPEST} levels; check the brackets`);
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = counter.linePos(broken.pos[0]);
    throw new ConfigError(`${name}:${line}: not valid YAML: ${withoutQuotation(broken.message)}`);
  }
  const lineOf = (path: Path) =>
    path.length === 0 ? undefined : counter.linePos(offsetOf(document.contents, path)).line;
  try {
    return { name, values: document.toJS() ?? {}, lineOf };
  } catch {
    const reason = 'an alias (*name) has no anchor (&name), or there are too many';
    throw new ConfigError(`${name}: not valid YAML: ${reason}`);
  }
}

/**
 * Reads and parses a file.
 *
 * @param remedy what to do when it cannot be read
 * @throws ConfigError
 */
export function readYaml(name: string, remedy: string): YamlFile {
  return parseYaml(name, readText(name, remedy));
}

/** Values that no file holds, under a name for messages. */
export function valuesWithoutFile(name: string, values: unknown): YamlFile {
  return { name, values, lineOf: () => undefined };
}

/** @throws ConfigError with a line for each mistake that the schema finds */
export function checkYaml<Schema extends z.ZodType>(
  file: YamlFile,
  schema: Schema,
  wording?: Wording,
): z.output<Schema> {
  const parsed = schema.safeParse(file.values, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw mistakesIn(file, mistakesOf(parsed.error, wording));
}

/** The mistakes that a schema has found. */
export function mistakesOf({ issues }: z.ZodError, wording: Wording = usualWording): readonly Mistake[] {
  return issues
    .map(deepest)
    .flatMap(oneKeyEach)
    .map((issue) => ({ ...wording(issue), at: placeOf(issue) }));
}

/** An error that tells mistakes in a file, each in a line: `config.yaml:4: palette[0].url: is missing (string)`. */
export function mistakesIn(file: YamlFile, mistakes: readonly Mistake[]): ConfigError {
  const lines = mistakes.map(({ path, at, message }) =>
    `${placeIn(file, path, at)}: ${message}`.replace(/\s*\n\s*/g, ' '),
  );
  return new ConfigError(lines.join('\n'));
}

/**
 * Where something stands, for messages: `config.yaml:4: palette[0].url`.
 *
 * @param at the place whose line is told, if it is more exact than the path
 */
export function placeIn({ name, lineOf }: YamlFile, path: Path, at: Path = path): string {
  const line = lineOf(at);
  const numbered = line === undefined ? name : `${name}:${line}`;
  return path.length === 0 ? numbered : `${numbered}: ${pathText(path)}`;
}

/** `['routes', 0, 'tell']` as people write it: `routes[0].tell`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function readText(file: string, remedy: string): string {
  const fail = (what: string) => new ConfigError(`${file}: ${what}; ${remedy}`);
  try {
    const found = statSync(file);
    if (found.isDirectory()) throw fail('is a folder');
    // A pipe or device may never end, and cannot be read again for a reload.
    if (!found.isFile()) throw fail('is not a regular file');
    if (found.size > LARGEST) throw fail(`is larger than ${LARGEST / 1024 / 1024} MiB`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw fail(
      `cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : String(error)})`,
    );
  }
}

/** The parser ends some messages with the text it stumbled over. */
function withoutQuotation(message: string): string {
  return message.replace(/: [\s\S]*$/, '');
}

/** A key stands where its own text begins: what it leads to may begin on a later line. */
function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    const child = childOf(node, step);
    if (child === undefined) break;
    offset = child.offset;
    node = child.value;
  }
  return offset;
}

function childOf(node: unknown, step: PropertyKey): { value: unknown; offset: number } | undefined {
  const item = isSeq(node)
    ? node.items[Number(step)]
    : isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
  const start = isPair(item) ? item.key : item;
  if (typeof start !== 'object' || start === null || !('range' in start)) return undefined;
  const [offset] = Array.isArray(start.range) ? start.range : [];
  return typeof offset === 'number' ? { value: isPair(item) ? item.value : item, offset } : undefined;
}

/** A union reports that no alternative fits; the alternative that came furthest says why. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const [inner] = issue.errors
    .flatMap(([first]) => (first === undefined ? [] : [deepest(first)]))
    .sort((a, b) => b.path.length - a.path.length);
  const isNoDeeper = inner === undefined || inner.path.length === 0;
  return isNoDeeper ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

function oneKeyEach(issue: Issue): readonly Issue[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue];
}

function placeOf(issue: Issue): Path {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys] : issue.path;
}

function usualWording(issue: Issue): Pick<Mistake, 'path' | 'message'> {
  return { path: issue.path, message: messageOf(issue) };
}

function messageOf(issue: Issue): string {
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

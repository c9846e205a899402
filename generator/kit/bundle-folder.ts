import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from './problem.ts';
import { type Change, changeAtOnce } from './staged-change.ts';
import { foreignOn, insidePath, isOwnFile } from './within-folder.ts';

/** Files of a bundle: path with forward slashes to content. */
export type Bundle = ReadonlyMap<string, string>;

/** Files that are no text: path with forward slashes to content. */
export type Binaries = ReadonlyMap<string, Buffer>;

/** What writing changed, each list sorted. */
export interface Written {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

const MANIFEST = '.palette-bundle.json';
const manifestSchema = z.object({ files: z.array(insidePath) });

/**
 * Writes a bundle, the whole of it at once: who is killed leaves the former bundle or this one. A file whose content is
 * the same is not touched: Alertmanager and the operator would reload, and a reload lets muted alerts slip out. Files of
 * a former run that are no longer part of the bundle are removed; other files in the folder stay.
 *
 * @throws Problem if a file of others stands where one of the bundle belongs, and when the folder cannot be written
 */
export function writeBundle(folder: string, bundle: Bundle, binaries: Binaries = new Map()): Written {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Problem(`--out ${folder}`, 'is a file', 'give a folder, which need not be there yet');
  }
  const contents = new Map<string, Buffer>([
    ...[...bundle].map(([path, text]) => [insidePath.parse(path), Buffer.from(text)] as const),
    ...[...binaries].map(([path, content]) => [insidePath.parse(path), content] as const),
  ]);
  // A link to a folder stays one: what it leads to is written.
  const target = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  return changeAtOnce(target, () => changeOf(target, contents));
}

function changeOf(target: string, contents: ReadonlyMap<string, Buffer>): Change<Written> {
  const former = formerFiles(target);
  const paths = [...contents.keys()].sort();
  const unchanged = paths.filter((path) => holds(target, path, contents.get(path)));
  const same = new Set(unchanged);
  const written = paths.filter((path) => !same.has(path));
  refuseForeign(target, written, new Set(former));
  const removed = former.filter((path) => !contents.has(path) && isOwnFile(target, path)).sort();
  const manifest = Buffer.from(`${JSON.stringify({ files: paths }, null, 2)}\n`);
  const staged = [...written.map((path) => [path, contents.get(path) ?? Buffer.alloc(0)] as const)];
  if (!holds(target, MANIFEST, manifest)) staged.push([MANIFEST, manifest]);
  for (const path of [...staged.map(([path]) => path), ...removed]) refuseClosed(target, path);
  return { files: new Map(staged), removed, result: { written, unchanged, removed } };
}

function holds(target: string, path: string, content: Buffer | undefined): boolean {
  const file = join(target, path);
  return isOwnFile(target, path) && content !== undefined && readFileSync(file).equals(content);
}

/** What stands where a file of the bundle belongs, and is none of a former run, is somebody's. */
function refuseForeign(target: string, paths: readonly string[], former: ReadonlySet<string>): void {
  const foreign = paths.flatMap((path) => foreignOn(target, path, former.has(path)) ?? []);
  const [first, ...others] = [...new Set(foreign)];
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and so are ${others.length} more`;
  const what = `is not from palette-bundle, which would write here${more}`;
  throw new Problem(join(target, first), what, 'move it away, or choose another folder with --out');
}

/** Told before the first file changes: half a change would be the worst. */
function refuseClosed(target: string, path: string): void {
  let parent = dirname(join(target, path));
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const remedy = 'choose another folder with --out or correct its rights';
    throw new Problem(join(target, path), `cannot be written (${reason})`, remedy);
  }
}

function formerFiles(target: string): readonly string[] {
  if (!isOwnFile(target, MANIFEST)) return [];
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(target, MANIFEST), 'utf8'))).files;
  } catch {
    return [];
  }
}

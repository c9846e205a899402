import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { z } from 'zod';
import { Problem } from './problem.ts';

/** Files of a bundle: path with forward slashes to content. */
export type Bundle = ReadonlyMap<string, string>;

/** Files that are taken over as they are: path in the bundle to absolute path of the source. */
export type Copies = ReadonlyMap<string, string>;

/** What writing changed, each list sorted. */
export interface Written {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

const MANIFEST = '.palette-bundle.json';
const manifestSchema = z.object({ files: z.array(z.string()) });

/**
 * Writes a bundle. A file whose content is the same is not touched: Alertmanager and the operator would reload, and a
 * reload lets muted alerts slip out. Files of a former run that are no longer part of the bundle are removed; other
 * files in the folder stay.
 */
export function writeBundle(folder: string, bundle: Bundle, copies: Copies = new Map()): Written {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Problem(`--out ${folder}`, 'is a file', 'give a folder, which need not be there yet');
  }
  const former = formerFiles(folder);
  const contents = new Map<string, Buffer>([
    ...[...bundle].map(([path, text]) => [path, Buffer.from(text)] as const),
    ...[...copies].map(([path, source]) => [path, readFileSync(source)] as const),
  ]);
  const paths = [...contents.keys()].sort();
  const written: string[] = [];
  const unchanged: string[] = [];
  for (const path of paths) {
    const same = replace(join(folder, path), contents.get(path) ?? Buffer.alloc(0));
    (same ? unchanged : written).push(path);
  }
  const removed = former.filter((path) => !contents.has(path) && existsSync(join(folder, path))).sort();
  for (const path of removed) remove(folder, path);
  replace(join(folder, MANIFEST), Buffer.from(`${JSON.stringify({ files: paths }, null, 2)}\n`));
  return { written, unchanged, removed };
}

// Renaming makes a file appear whole: whoever reads the folder sees the old content or the new one.
function replace(path: string, content: Buffer): boolean {
  try {
    if (existsSync(path) && readFileSync(path).equals(content)) return true;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.partial`, content);
    renameSync(`${path}.partial`, path);
    return false;
  } catch (error) {
    try {
      rmSync(`${path}.partial`, { force: true });
    } catch {
      // What kept it from being written keeps it from being removed.
    }
    throw refused(path, 'written', error);
  }
}

function refused(path: string, what: 'written' | 'removed', error: unknown): Problem {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const remedy = 'choose another folder with --out or correct its rights';
  return new Problem(path, `cannot be ${what} (${reason})`, remedy);
}

function formerFiles(folder: string): readonly string[] {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return [];
  try {
    const { files } = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return files.filter((file) => !normalize(file).startsWith('..') && !normalize(file).startsWith(sep));
  } catch {
    return [];
  }
}

function remove(folder: string, path: string): void {
  try {
    rmSync(join(folder, path));
  } catch (error) {
    throw refused(join(folder, path), 'removed', error);
  }
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return;
    }
  }
}

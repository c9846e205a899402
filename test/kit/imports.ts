import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

/** One file of ours that takes something from another one. Paths from the folder of the repository. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** As they stand in the statement: `{ createStore, type Store }`. */
  readonly names: string;
}

const STATEMENT = /(?:import|export)\s+([^;'"]*?)\s*from\s+'(\.[^']+)'/g;
const DYNAMIC = /import\('(\.[^']+)'\)/g;

/** Every TypeScript file below these folders, sorted. */
export function sourceFiles(...folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

/** What a file takes from other files of ours, types included. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const target = (specifier: string) => normalize(join(dirname(file), specifier));
  return [
    ...[...text.matchAll(STATEMENT)].map(([, names = '', specifier = '']) => ({
      from: file,
      to: target(specifier),
      names: names.replace(/^type\s+/, '').replaceAll(/\s+/g, ' '),
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier = '']) => ({
      from: file,
      to: target(specifier),
      names: 'import()',
    })),
  ];
}

/** Rings of files in which each takes something from the next; one ring for each group that hangs together. */
export function rings(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[][] = [];

  function walk(file: string, path: readonly string[]): void {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const other of next.get(file) ?? []) walk(other, [...path, file]);
    done.add(file);
  }

  for (const file of next.keys()) walk(file, []);
  return found;
}

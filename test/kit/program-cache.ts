import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(import.meta.dirname, '../.cache');

/** Where what is fetched once stays, in a folder of this name. */
export function cached(name: string, ...path: readonly string[]): string {
  return join(CACHE, name, ...path);
}

/**
 * Fetches into a working folder and keeps one folder of it under the name.
 *
 * @param fetch gives the path of the folder to keep
 * @returns why it cannot be had, undefined where all went well
 */
export function keepFetched(name: string, fetch: (work: string) => string): string | undefined {
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, `${name}-`));
  try {
    moveUnlessThere(fetch(work), cached(name));
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr || error) : String(error);
    return said.trim().split('\n').slice(0, 2).join('; ');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Another run may have been first. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

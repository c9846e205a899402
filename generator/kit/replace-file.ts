import { chmodSync, existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Problem } from './problem.ts';

/**
 * Gives a file a new content as one step: who is killed leaves the old content or the new one. Links and rights stay.
 *
 * @throws Problem
 */
export function replaceFile(path: string, text: string): void {
  const file = existsSync(path) ? realpathSync(path) : path;
  const fresh = `${file}.palette-bundle-new`;
  try {
    const present = statSync(file, { throwIfNoEntry: false });
    rmSync(fresh, { force: true });
    writeFileSync(fresh, text);
    if (present !== undefined) chmodSync(fresh, present.mode);
    moveOver(fresh, file, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Problem(path, `cannot be written (${code})`, 'correct the rights of the file and its folder');
  } finally {
    rmSync(fresh, { force: true });
  }
}

function moveOver(fresh: string, file: string, text: string): void {
  try {
    renameSync(fresh, file);
  } catch (error) {
    // A file that is mounted by itself, as into a container, can only be written in its place.
    if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error;
    writeFileSync(file, text);
  }
}

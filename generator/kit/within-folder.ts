import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A path with forward slashes that does not leave the folder it is counted from. */
export const insidePath = z.string().refine(isInside, 'must be a path within the folder');

/** Is there a file of this path in the folder, with no link on the way to it? */
export function isOwnFile(folder: string, path: string): boolean {
  return parentsOf(path).every((parent) => kindOf(folder, parent) === 'folder') && isFile(folder, path);
}

/**
 * What stands in the way of a file that is to be written, as a path in the folder: something that is no folder where one
 * is needed, or something of that name which is no file, or is a file that is not `known`.
 */
export function foreignOn(folder: string, path: string, known: boolean): string | undefined {
  const parent = parentsOf(path).find((one) => !['folder', 'nothing'].includes(kindOf(folder, one)));
  if (parent !== undefined) return parent;
  const kind = kindOf(folder, path);
  return kind === 'nothing' || (kind === 'file' && known) ? undefined : path;
}

function isInside(path: string): boolean {
  const parts = path.split('/');
  return !/[\\\0]/.test(path) && parts.every((part) => part !== '' && part !== '.' && part !== '..');
}

/** `a/b/c` lies in `a` and `a/b`. */
function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isFile(folder: string, path: string): boolean {
  return kindOf(folder, path) === 'file';
}

function kindOf(folder: string, path: string): 'file' | 'folder' | 'nothing' | 'other' {
  const found = lstatSync(join(folder, path), { throwIfNoEntry: false });
  if (found === undefined) return 'nothing';
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}

import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';

/** What the name of a file with a secret may end in; no key does. */
const ENDINGS = /^[\w.-]+\.(?:txt|key|pem|crt|cer|token|secret|pass|password)$/i;

/**
 * How a message calls the file that a setting names and that cannot be read. Who pastes a key where its file belongs
 * would find it in the log: only what is a path by its look is repeated.
 */
export function tellablePath(text: string, folder: string): string {
  const path = resolve(folder, text);
  const isPath = isAbsolute(text) || text.includes('/') ? isFolder(dirname(path)) : ENDINGS.test(text);
  return isPath ? path : `the file that it names (its path counts from ${folder})`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

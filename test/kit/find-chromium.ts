import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this machine: the one that CHROMIUM_BIN names, else the first on the PATH; undefined without one. */
export function findChromium(): string | undefined {
  const { CHROMIUM_BIN, PATH = '' } = process.env;
  const folders = PATH.split(delimiter).filter(isAbsolute);
  const named = CHROMIUM_BIN === undefined ? [] : [CHROMIUM_BIN];
  return [...named, ...folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))].find(
    isExecutable,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Compiled modules lie one folder deeper than their sources, and what is not compiled is not copied there.
const ROOT = packageRoot(import.meta.dirname);

/** Version of the package: of the exporter and of the generator alike. */
export const { version }: { readonly version: string } = JSON.parse(packageText('package.json'));

/** Absolute path of a file that ships with the package, the same from sources and from `dist`. */
export function packageFile(...path: readonly string[]): string {
  return join(ROOT, ...path);
}

/** Text of a file that ships with the package. */
export function packageText(...path: readonly string[]): string {
  return readFileSync(packageFile(...path), 'utf8');
}

function packageRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error(`no package.json above ${import.meta.dirname}: the installation is incomplete`);
  return packageRoot(parent);
}

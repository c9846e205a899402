import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

/** Licences that ask for no more than to be named, and MPL for its own files. */
const LICENCES = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0'];

const text = readFileSync(`${import.meta.dirname}/../package-lock.json`, 'utf8');
const packages = Object.entries<Locked>(JSON.parse(text).packages).filter(([path]) => path !== '');

test('npm can check whatever it installs, from wherever it comes', () => {
  expect(packages.length).toBeGreaterThan(200);
  expect(packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([]);
});

test('the licences of what runs in production are listed, and fit', async () => {
  const production = packages.filter(([, { dev }]) => dev !== true);
  const rows = production.map(([path, { license = 'none' }]) => [nameOf(path), license] as const);
  const lines = [...new Set(rows.map(([name, license]) => `| ${name} | ${license} |`))].sort();
  const head = ['# Licences', '', 'Packages that run in production, those of `palette-demo` included.', ''];
  const page = [...head, '| package | licence |', '|---|---|', ...lines, ''].join('\n');

  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(([, license]) => !LICENCES.includes(license))).toEqual([]);
  await expect(page).toMatchFileSnapshot('../docs/licences.md');
});

function nameOf(path: string): string {
  return path.replace(/^.*node_modules\//, '');
}

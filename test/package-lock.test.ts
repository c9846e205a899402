import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}

test('npm can check whatever it installs, from wherever it comes', () => {
  const text = readFileSync(`${import.meta.dirname}/../package-lock.json`, 'utf8');
  const packages = Object.entries<Locked>(JSON.parse(text).packages).filter(([path]) => path !== '');

  expect(packages.length).toBeGreaterThan(200);
  expect(packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../exporter/catalogue/catalogue.ts';
import { packageText, version } from '../exporter/package.ts';
import { brokenPromises, namesToldSince, promisedNames, unclearDeprecations } from './kit/released-names.ts';

const LIST = 'fixtures/released-names.txt';
const changelog = packageText('CHANGELOG.md');
const [title = '', ...released] = readFileSync(join(import.meta.dirname, LIST), 'utf8')
  .trimEnd()
  .split('\n');
const release = title.split(' ').at(-1) ?? '';

test('no name of the last release vanishes, changes its type or loses a label without a [CHANGE] line', async () => {
  expect(brokenPromises(released, promisedNames(), namesToldSince(changelog, release))).toEqual([]);

  // While a version is made its names may still change; once it is finished the list is its own.
  const isFinished = /\n## Unreleased\n+## /.test(changelog);
  const list = [`Names of palette-monitoring ${version}`, ...promisedNames()].join('\n');
  if (isFinished) await expect(`${list}\n`).toMatchFileSnapshot(LIST);
});

test('a metric, alert or recording that vanishes is found, unless a [CHANGE] line since the release names it', () => {
  const before = ['alert A', 'metric m gauge a b', 'metric n counter a', 'metric o gauge a', 'recording r:s'];
  const now = ['metric m gauge a', 'metric n gauge a', 'metric o gauge a z'];
  const log =
    '## Unreleased\n\n- [CHANGE] Alert `A` is\n  now `B`.\n- [FEATURE] `m` is nice.\n\n## 1.2.0\n\n- [CHANGE] `r:s` is gone.\n';

  expect(brokenPromises(before, now, [])).toEqual(['alert A', 'metric m', 'metric n', 'recording r:s']);
  expect(namesToldSince(log, '1.2.0')).toEqual(['A', 'B']);
  expect(brokenPromises(before, now, namesToldSince(log, '1.2.0'))).toEqual([
    'metric m',
    'metric n',
    'recording r:s',
  ]);
});

test('a deprecated metric says since when, and names a successor that is there', () => {
  const helps = [
    { name: 'a', help: 'Deprecated since 0.3.0, use b. How old it is.' },
    { name: 'b', help: 'How old it is.' },
    { name: 'c', help: 'Deprecated since 0.3.0, use z. How old it is.' },
    { name: 'd', help: 'Deprecated. How old it is.' },
  ];

  expect(unclearDeprecations(catalogue)).toEqual([]);
  expect(unclearDeprecations(helps)).toEqual(['c', 'd']);
});

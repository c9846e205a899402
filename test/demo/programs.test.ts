import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findPrograms, HOW_TO_GET } from '../../demo/programs.ts';
import { temporaryFolder } from '../kit/temporary.ts';

/** A folder with programs of these names. */
function folderWith(...names: string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    writeFileSync(join(folder, name), '#!/bin/sh\n');
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('what is given goes before what is on the PATH, and what is first on the PATH before what comes later', () => {
  const first = folderWith('prometheus');
  const second = folderWith('prometheus', 'alertmanager');
  const path = [first, second].join(delimiter);

  expect(findPrograms({}, path)).toEqual({
    prometheus: join(first, 'prometheus'),
    alertmanager: join(second, 'alertmanager'),
  });
  expect(findPrograms({ prometheus: join(second, 'prometheus') }, path)).toMatchObject({
    prometheus: join(second, 'prometheus'),
  });
});

test("Debian's name of Alertmanager is known, and what cannot be run is passed over", () => {
  const folder = folderWith('prometheus', 'prometheus-alertmanager');
  mkdirSync(join(folder, 'sub/prometheus'), { recursive: true });
  writeFileSync(join(folder, 'sub/alertmanager'), 'not a program');
  const path = [join(folder, 'sub'), folder].join(delimiter);

  expect(findPrograms({}, path)).toEqual({
    prometheus: join(folder, 'prometheus'),
    alertmanager: join(folder, 'prometheus-alertmanager'),
  });
});

test('what the tests have unpacked comes last, and what is nowhere is named', () => {
  const unpacked = folderWith('prometheus');

  expect(findPrograms({}, '', [unpacked])).toEqual(['alertmanager']);
  expect(findPrograms({}, folderWith('alertmanager'), [unpacked])).toMatchObject({
    prometheus: join(unpacked, 'prometheus'),
  });
  expect(findPrograms({}, '', [])).toEqual(['prometheus', 'alertmanager']);
});

test('how to get them is told on one line, for Debian, macOS and containers', () => {
  expect(HOW_TO_GET).toMatch(/^[^\n]*Debian[^\n]*macOS[^\n]*container[^\n]*$/);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SourceError } from '../../exporter/sources/failures.ts';
import { createLoginMemory } from '../../exporter/sources/login-memory.ts';
import { temporaryFile } from '../kit/temporary.ts';

const SECRET = 'p4ssw0rd-that-must-stay-secret';

it('knows what another process remembered, of the same secret alone', () => {
  const file = temporaryFile('');
  createLoginMemory(file).remember('host', SECRET, { count: 2, until: 5 });
  const memory = createLoginMemory(file);

  expect(memory.recall('host', SECRET)).toEqual({ count: 2, until: 5 });
  expect(memory.recall('host', 'another')).toBeUndefined();
  expect(memory.recall('other', SECRET)).toBeUndefined();
  expect(readFileSync(file, 'utf8')).not.toContain(SECRET);
});

it('forgets one login and keeps the others', () => {
  const memory = createLoginMemory(temporaryFile('no JSON'));
  memory.remember('a', SECRET, { count: 1, until: 0 });
  memory.remember('b', SECRET, { count: 1, until: 0 });

  memory.forget('a');

  expect([memory.recall('a', SECRET), memory.recall('b', SECRET)?.count]).toEqual([undefined, 1]);
});

it('says what to do where its file cannot be written', () => {
  const memory = createLoginMemory('/nowhere/state.json');

  expect(() => memory.remember('a', SECRET, { count: 1, until: 0 })).toThrow(SourceError);
  expect(() => memory.remember('a', SECRET, { count: 1, until: 0 })).toThrow(/make its folder writable$/);
});

import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { endQuietly } from '../../../generator/kit/closed-pipe.ts';

test('a reader that has gone away is no fault, anything else is', () => {
  const stream = new Writable();
  endQuietly(stream);

  expect(() =>
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  ).not.toThrow();
  expect(() => stream.emit('error', Object.assign(new Error('disk full'), { code: 'ENOSPC' }))).toThrow(
    'disk full',
  );
});

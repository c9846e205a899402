import { expect, it } from 'vitest';
import { z } from 'zod';
import type { PaletteClient } from '../../exporter/palette/api/client.ts';
import { rememberedList } from '../../exporter/palette/api/remembered-lists.ts';
import { rememberedRows } from '../../exporter/palette/api/whole-list.ts';

const client: PaletteClient = {
  call: () => Promise.reject(new Error('nothing is asked')),
  certificate: () => undefined,
  clockOffset: () => undefined,
  close: () => Promise.resolve(),
};

it('remembers of each row what was read last, also where the list was not read to its end', () => {
  const run = { stats: { requests: 0, dropped: 0 }, signal: new AbortController().signal };
  const endpoint = { method: 'GET', path: '/v1/things' } as const;
  const list = {
    client,
    run,
    endpoint,
    schema: z.object({ uid: z.string(), state: z.string() }),
    options: {},
  };
  const row = (uid: string, state: string) => ({ uid, state });
  const first = rememberedList(list, { now: () => 0 });
  const rows = ['a', 'b'].map((uid) => [uid, { row: row(uid, 'old'), at: 0 }] as const);
  first.remember(new Map(rows), undefined);

  const second = rememberedList(list, { now: () => 1000 });
  second.renew('a', row('a', 'new'));
  second.renew('c', row('c', 'new'));

  expect(rememberedRows(list, { now: () => 1000 })).toEqual([row('a', 'new'), row('b', 'old')]);
});

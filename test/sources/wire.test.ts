import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  entries,
  flag,
  type Losses,
  lengthOf,
  list,
  member,
  number,
  object,
  optional,
  parseCounting,
  part,
  text,
  time,
} from '../../exporter/sources/wire.ts';

function read<Schema extends z.ZodType>(schema: Schema, value: unknown) {
  const losses: Losses = {};
  const { parsed, leftOut } = parseCounting(schema, value, losses);
  return { data: parsed.data, leftOut, losses };
}

describe('a time', () => {
  it.each([
    ['2026-11-22T09:00:00Z', 1795338000],
    ['2026-11-22T09:00:00.123456789Z', 1795338000.123],
    ['2026-11-22t10:00:00+01:00', 1795338000],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29) / 1000],
  ])('is read in RFC 3339: %s', (value, seconds) => {
    expect(read(time, value)).toEqual({ data: seconds, leftOut: 0, losses: {} });
  });

  it.each(['0001-01-01T00:00:00.000Z', '', undefined, null])('was never set: %s', (value) => {
    expect(read(time, value)).toEqual({ data: undefined, leftOut: 0, losses: {} });
  });

  it.each([
    '2026-11-22T09:00:00',
    '2026-11-22 09:00:00Z',
    '2026-11-22',
    'node 2',
    '2',
    '2026-02-30T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T09:00:00+1',
    'Sun, 22 Nov 2026 09:00:00 GMT',
    1_795_338_000,
    true,
    {},
  ])('is not guessed: %s', (value) => {
    const { data, losses } = read(object({ at: time }), { at: value });

    expect([data, losses]).toEqual([{ at: undefined }, { unread: new Map([['at', 1]]) }]);
  });
});

describe('a field of another type', () => {
  const host = object({
    uid: z.string(),
    device: part({ cpu: part({ cores: number }), name: text, ready: flag }),
    disks: list(object({ size: number })),
    labels: entries(z.string()),
    profile: optional(object({ name: z.string() })),
  });
  const good = { uid: 'h1', device: { cpu: { cores: 4 }, name: 'a', ready: true }, disks: [{ size: 1 }] };

  it.each([
    ['device.cpu.cores', { ...good, device: { ...good.device, cpu: { cores: '16' } } }],
    ['device.cpu', { ...good, device: { ...good.device, cpu: 16 } }],
    ['device', { ...good, device: 'none' }],
    ['device.ready', { ...good, device: { ...good.device, ready: 'true' } }],
    ['disks', { ...good, disks: { size: 1 } }],
    ['disks[].size', { ...good, disks: [{ size: '1' }] }],
    ['labels.{}', { ...good, labels: { site: 5 } }],
    ['profile', { ...good, profile: { name: 5 } }],
  ])('%s is counted by its name, and its object stays', (field, value) => {
    const { data, leftOut, losses } = read(host, value);

    expect([data?.uid, leftOut, losses]).toEqual(['h1', 1, { unread: new Map([[field, 1]]) }]);
  });

  it('gives no value that could be taken for one', () => {
    const { data } = read(host, { uid: 'h1', device: { cpu: { cores: '16' }, ready: 1 }, disks: 'none' });

    expect(data?.device).toEqual({ cpu: { cores: Number.NaN }, name: '', ready: undefined });
    expect(lengthOf(data?.disks ?? [])).toBeNaN();
  });

  it('costs the object where it names it', () => {
    const { data, losses } = read(list(host), [{ ...good, uid: 7 }, good, null]);

    expect([data?.map(({ uid }) => uid), losses]).toEqual([['h1'], { lost: 2 }]);
  });
});

describe('a schema within another', () => {
  const disk = object({ size: number, at: time, state: member('Good', 'Bad') });
  const host = object({
    uid: z.string(),
    name: text,
    device: part({ cpu: part({ cores: number }), ready: flag, serial: z.string() }),
    disks: list(disk),
    labels: entries(text),
    profile: optional(object({ name: z.string().min(1) })),
  });
  /** zod's own way to the same. */
  const byZod = host.transform((value) => value);

  it('is read like one that zod calls', () => {
    const names = ['uid', 'name', 'device', 'cpu', 'cores', 'ready', 'serial', 'disks', 'size', 'profile'];
    const leaf = fc.constantFrom(undefined, null, '', 'Good', 'x', 0, 7, true, '2026-01-02T03:04:05Z');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 6 }),
      ),
    }));

    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), tree), (value) => {
        const all = [value, { ...value, uid: 'h1', device: { ...Object(value.device), serial: 's' } }];
        for (const one of all) {
          const direct = parseCounting(object({ host }), { host: one }, {});
          const called = parseCounting(object({ host: byZod }), { host: one }, {});
          expect(direct).toEqual(called);
        }
      }),
    );
  });

  it.each([
    ['host.uid', { device: { serial: 's' } }],
    ['host.device.serial', { uid: 'h1', device: { serial: 5 } }],
    ['host', []],
  ])('says that %s is missing', (place, value) => {
    const { parsed } = parseCounting(object({ host }), { host: value });

    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([place]);
  });
});

describe('what was not said', () => {
  const health = part({ failed: flag, count: number, name: text, at: time, types: list(text) });

  it.each([null, undefined])('is unknown in a parent that is %s', (value) => {
    const { data, leftOut } = read(object({ health }), { health: value });

    expect(data?.health).toEqual({
      failed: undefined,
      count: Number.NaN,
      name: '',
      at: undefined,
      types: [],
    });
    expect([lengthOf(data?.health.types ?? []), leftOut]).toEqual([Number.NaN, 0]);
  });

  it('is zero in a parent that is there, as Go leaves zeros out', () => {
    const { data } = read(object({ health }), { health: {} });

    expect(data?.health).toEqual({ failed: false, count: 0, name: '', at: undefined, types: [] });
    expect(lengthOf(data?.health.types ?? [1])).toBe(0);
  });
});

describe('a member of an enumeration', () => {
  const cluster = object({ state: member('Running', 'UnHealthy') });

  it.each(['Unhealthy', 'UNHEALTHY', 'unhealthy'])('has one spelling: %s', (state) => {
    expect(read(cluster, { state })).toEqual({ data: { state: 'UnHealthy' }, leftOut: 0, losses: {} });
  });

  it('is shown as it came and counted where nobody knows it', () => {
    const { data, losses } = read(cluster, { state: 'Levitating' });

    expect([data, losses]).toEqual([{ state: 'Levitating' }, { unknown: new Map([['state', 1]]) }]);
  });
});

import { describe, expect, it } from 'vitest';
import { map, slice, struct, time } from '../../exporter/simulator/go-json.ts';

describe('Go serialisation', () => {
  it('drops zero scalars and nil pointers, keeps what is always written', () => {
    const written = struct(
      { text: '', number: 0, flag: false, missing: undefined, kept: 'x' },
      { always: false, count: 0, name: '' },
    );

    expect(written).toEqual({ kept: 'x', always: false, count: 0, name: '' });
  });

  it('writes unset times as the zero time, which omitempty does not drop', () => {
    expect(struct({ at: time(undefined), since: time(0) })).toEqual({
      at: '0001-01-01T00:00:00.000Z',
      since: '1970-01-01T00:00:00.000Z',
    });
  });

  it('writes empty slices as null and drops empty maps', () => {
    expect(struct({ items: slice([], String), labels: map({}) })).toEqual({ items: null });
  });
});

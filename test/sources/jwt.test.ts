import { describe, expect, it } from 'vitest';
import { expiryOf } from '../../exporter/sources/json.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the expiry of a token', () => {
  it('is its claim, in milliseconds', () => {
    expect(expiryOf(`${encode({ alg: 'HS256' })}.${encode({ exp: 1_795_338_000 })}.signature`)).toBe(
      1_795_338_000_000,
    );
  });

  it.each([
    ['it is no JWT', 'opaque'],
    ['its claims are no JSON', 'a.!!!.c'],
    ['it does not tell', `a.${encode({})}.c`],
    ['it tells it in words', `a.${encode({ exp: 'tomorrow' })}.c`],
  ])('is not known where %s', (_, token) => {
    expect(expiryOf(token)).toBeUndefined();
  });
});

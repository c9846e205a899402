import { crc32, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combineCrc32, crc32Shift } from '../../exporter/exposition/crc32.ts';
import { closeMember, deflatePart, deflatePartSync, openMember } from '../../exporter/exposition/gzip.ts';

test('combines the checksums of two texts into that of both', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ maxLength: 5000 }), (left, right) => {
      const combined = combineCrc32(crc32(left), crc32Shift(right.length), crc32(right));

      expect(combined).toBe(crc32(Buffer.concat([left, right])));
    }),
  );
});

test('combines checksums of texts of several MiB', () => {
  const left = Buffer.alloc(3_000_001, 'left');
  const right = Buffer.alloc(5_000_003, 'right');

  const combined = combineCrc32(crc32(left), crc32Shift(right.length), crc32(right));

  expect(combined).toBe(crc32(Buffer.concat([left, right])));
});

test('stitches parts into one gzip member that unpacks to the whole text', async () => {
  const texts = ['first\n', '', 'second '.repeat(50_000), 'ünï🚀\n'].map((text) => Buffer.from(text));
  const parts = await Promise.all(texts.map(deflatePart));

  const whole = closeMember(openMember(parts), [deflatePartSync(Buffer.from('live\n'))]);

  expect(gunzipSync(Buffer.concat(whole)).toString()).toBe(`${Buffer.concat(texts)}live\n`);
});

test('closes a member without any part', () => {
  const whole = closeMember(openMember([]), []);

  expect(gunzipSync(Buffer.concat(whole)).length).toBe(0);
});

test('stitches any texts', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 })), fc.array(fc.uint8Array()), (cached, live) => {
      const toPart = (bytes: Uint8Array) => deflatePartSync(Buffer.from(bytes));

      const whole = closeMember(openMember(cached.map(toPart)), live.map(toPart));

      expect(gunzipSync(Buffer.concat(whole)).equals(Buffer.concat([...cached, ...live]))).toBe(true);
    }),
  );
});

test('opens a member once for many endings', () => {
  const opened = openMember([deflatePartSync(Buffer.from('cached\n'))]);

  const bodies = ['a', 'b'].map((live) =>
    gunzipSync(Buffer.concat(closeMember(opened, [deflatePartSync(Buffer.from(live))]))).toString(),
  );

  expect(bodies).toEqual(['cached\na', 'cached\nb']);
});

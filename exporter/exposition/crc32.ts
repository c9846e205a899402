/**
 * Combining CRC-32 checksums, as zlib's `crc32_combine` does; Node has `zlib.crc32` but not this.
 *
 * A CRC is a polynomial over GF(2) modulo P. Appending n bytes multiplies the CRC before them by x^(8n), so
 * crc(A + B) = crc(A) * x^(8 * length(B)) + crc(B), where the sum is an exclusive or.
 */
export function combineCrc32(before: number, shiftOfAppended: number, appended: number): number {
  return (multiply(shiftOfAppended, before) ^ appended) >>> 0;
}

/** x^(8 * bytes) modulo P: what a CRC is multiplied by when that many bytes follow. */
export function crc32Shift(bytes: number): number {
  let product = one;
  let exponent = bytes;
  for (let power = 3; exponent > 0; power += 1) {
    // x^(2^32) is x again, so the powers repeat after 32.
    if (exponent % 2 === 1) product = multiply(powers[power % 32] ?? one, product);
    exponent = Math.floor(exponent / 2);
  }
  return product;
}

// Bit-reflected, as in zlib: the highest bit is x^0.
const polynomial = 0xedb88320;
const one = 0x80000000;

/** x^(2^n) modulo P for n in 0…31. */
const powers: readonly number[] = Array.from({ length: 32 }).reduce<number[]>(
  (found) => [...found, found.length === 0 ? one >>> 1 : square(found.at(-1) ?? one)],
  [],
);

function square(a: number): number {
  return multiply(a, a);
}

function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
  }
  return product >>> 0;
}

import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { combineCrc32, crc32Shift } from './crc32.ts';

/**
 * Compressed text that can stand anywhere within a gzip member: raw deflate blocks that end on a byte boundary and are
 * not final, with what the trailer of the member needs to know of the text.
 */
export interface Part {
  readonly deflated: Buffer;
  readonly crc: number;
  /** Length of the text, in bytes. */
  readonly length: number;
  /** What the CRC of the text before this part is multiplied by. */
  readonly shift: number;
}

/** Compresses in zlib's thread pool. */
export async function deflatePart(text: Buffer): Promise<Part> {
  return part(text, compact(await deflateRaw(text, options(text.length))));
}

/** Compresses at once: for text of a few KiB, where the way to another thread costs more. */
export function deflatePartSync(text: Buffer): Part {
  return part(text, compact(zlib.deflateRawSync(text, options(text.length))));
}

/** The beginning of a gzip member: its header and parts, without an end. */
export interface OpenMember {
  readonly bytes: Buffer;
  readonly crc: number;
  readonly length: number;
}

export function openMember(parts: readonly Part[]): OpenMember {
  const { crc, length } = append({ crc: 0, length: 0 }, parts);
  return { bytes: Buffer.concat([header, ...parts.map(({ deflated }) => deflated)]), crc, length };
}

/**
 * A complete gzip member: what was opened, more parts, an empty final block and the trailer.
 *
 * One member and not several in a row, which would be legal too: `curl --compressed` and `wget` stop after the first.
 */
export function closeMember(opened: OpenMember, parts: readonly Part[]): Buffer[] {
  const { crc, length } = append(opened, parts);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  return [opened.bytes, Buffer.concat([...parts.map(({ deflated }) => deflated), finalBlock, trailer])];
}

const deflateRaw = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.deflateRaw);

/** Deflate, no name, no time, fastest compression, unknown operating system. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
/** An empty block with fixed codes and the final bit set. */
const finalBlock = Buffer.from([3, 0]);

function options(length: number): zlib.ZlibOptions {
  // Level 1 takes half the time of level 6 for 12 % more bytes. A window of 16 KiB takes an eighth less than one of
  // 32 KiB, as a line resembles its neighbours most. The default chunk of 16 KiB would cross threads 20 times for a
  // family of 2 MiB.
  return {
    level: 1,
    windowBits: 14,
    finishFlush: zlib.constants.Z_SYNC_FLUSH,
    chunkSize: Math.min(Math.max(length >> 3, 1024), 256 * 1024),
  };
}

/** zlib may return a view of a chunk that is much larger than its content. */
function compact(bytes: Buffer): Buffer {
  return bytes.buffer.byteLength > bytes.length ? Buffer.from(bytes) : bytes;
}

function part(text: Buffer, deflated: Buffer): Part {
  return { deflated, crc: zlib.crc32(text), length: text.length, shift: crc32Shift(text.length) };
}

function append(before: { crc: number; length: number }, parts: readonly Part[]) {
  let { crc, length } = before;
  for (const appended of parts) {
    crc = combineCrc32(crc, appended.shift, appended.crc);
    length += appended.length;
  }
  return { crc, length };
}

import { z } from 'zod';

/** What a text, or the bytes of one, holds as JSON, with or without a byte order mark; undefined where it is none. */
export function readJson(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString().replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

const claims = z.object({ exp: z.number() });

/** When a token expires, in milliseconds since the epoch; undefined where it is no JWT, or does not tell. */
export function expiryOf(token: string): number | undefined {
  const payload = readJson(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  const parsed = claims.safeParse(payload);
  return parsed.success ? parsed.data.exp * 1000 : undefined;
}

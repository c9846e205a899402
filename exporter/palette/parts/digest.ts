import { createHash } from 'node:crypto';

/** 43 characters that differ wherever the text does: to be kept in its place, where only whether it changed matters. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

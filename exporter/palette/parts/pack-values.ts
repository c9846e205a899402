import { digest } from './digest.ts';

/**
 * Stands for the values of a pack, to tell whether they are the same: the values may hold secrets and are not kept. Blanks
 * at the ends of lines do not count, which editors put right on their own; empty for no values.
 */
export function fingerprint(values: string): string {
  const text = values.replaceAll(/[^\S\n]+$/gm, '').trim();
  return text === '' ? '' : digest(text);
}

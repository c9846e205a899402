import type { Random } from './seeded-random.ts';

/** Every secret of the simulated world starts with it, so that a search finds any that leaked. */
export const SECRET_MARK = 's3cret-';

export function createSecret(random: Random): string {
  return SECRET_MARK + random.hex(24);
}

import type { Registry } from '../model/registry.ts';
import { DAY, HOUR, MINUTE } from '../model/time-units.ts';
import type { Random } from './seeded-random.ts';

/** One registry of each kind; the two that hold packs and charts are synchronised regularly. */
export function createRegistries(random: Random, now: number): [Registry, ...Registry[]] {
  const base = (name: string) => ({
    uid: random.uid(),
    name,
    endpoint: `https://registry.example.com/${name}`,
    createdAt: now - 230 * DAY,
    isPrivate: true,
  });
  return [
    {
      ...base('palette-packs'),
      kind: 'oci',
      scope: 'system',
      provider: 'pack',
      login: 'basic',
      sync: { every: HOUR, offset: 7 * MINUTE },
    },
    { ...base('legacy-packs'), kind: 'pack', scope: 'tenant', sync: { every: 6 * HOUR, offset: HOUR } },
    { ...base('charts'), kind: 'helm', scope: 'tenant', sync: { every: HOUR, offset: 20 * MINUTE } },
    { ...base('images'), kind: 'oci', scope: 'tenant', provider: 'zarf', login: 'basic' },
  ];
}

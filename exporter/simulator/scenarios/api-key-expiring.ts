import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const apiKeyExpiring = scenario(
  'The API key of the exporter ends in five days.',
  atOnce((world, now) => {
    const [key] = world.apiKeys;
    if (key !== undefined) key.expiresAt = now + 5 * DAY;
  }),
);

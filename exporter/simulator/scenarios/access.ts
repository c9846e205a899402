import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const apiKeyExpiring = scenario(
  'The API key of the exporter ends in five days.',
  atOnce((world, now) => {
    const [key] = world.apiKeys;
    if (key !== undefined) key.expiresAt = now + 5 * DAY;
  }),
);

export const apiKeyRevoked = scenario(
  'The API key of the exporter is switched off: Palette answers 401.',
  atOnce((world) => {
    const [key] = world.apiKeys;
    if (key !== undefined) key.isActive = false;
  }),
);

export const tokenExpiring = scenario(
  'The token that new hosts register with ends in three days.',
  atOnce((world, now) => {
    for (const token of world.edgeTokens) token.expiresAt = now + 3 * DAY;
  }),
);

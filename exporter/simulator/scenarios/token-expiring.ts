import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const tokenExpiring = scenario(
  'The token that new hosts register with ends in three days.',
  atOnce((world, now) => {
    for (const token of world.edgeTokens) token.expiresAt = now + 3 * DAY;
  }),
);

import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const licenceExpired = scenario(
  'The activation ended yesterday; Palette blocks what goes beyond reading.',
  atOnce((world, now) => {
    world.platform.activation = {
      ...world.platform.activation,
      state: 'Inactive',
      expiresAt: now - DAY,
    };
  }),
);

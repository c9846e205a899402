import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

export const licenceExpiring = scenario(
  'Activation, plan and subscription of this Palette end in ten days.',
  atOnce((world, now) => {
    const end = now + 10 * DAY;
    world.platform.activation.expiresAt = end;
    world.platform.plan.expiresAt = end;
    for (const { plan } of world.tenants) plan.expiresAt = end;
  }),
);

import { startFailing } from '../world/changes/actors.ts';
import { atOnce, scenario } from './scenario.ts';

export const registrySyncFailed = scenario(
  'No registry could be synchronised at its last attempt.',
  atOnce((world, now) => {
    for (const { sync } of world.registries) startFailing(sync, now);
  }),
);

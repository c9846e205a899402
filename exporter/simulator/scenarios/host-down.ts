import { spareHost } from '../world/changes/actors.ts';
import { loseHost } from '../world/changes/node-life.ts';
import { atOnce, scenario } from './scenario.ts';

export const hostDown = scenario(
  'The spare edge host is not reachable; no cluster misses it.',
  atOnce((world, now) => loseHost(world, spareHost(world), now)),
);

import { atOnce, scenario } from './scenario.ts';

export const contentInvalid = scenario(
  'The repository with the packs and images of the platform is damaged.',
  atOnce((world) => {
    world.platform.isContentValid = false;
  }),
);

import { atOnce, scenario } from './scenario.ts';

export const versionAvailable = scenario(
  'A newer release of Palette is available.',
  atOnce((world) => {
    world.platform.latestVersion = '4.8.12';
  }),
);

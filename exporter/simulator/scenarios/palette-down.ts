import { atOnce, scenario } from './scenario.ts';

export const paletteDown = scenario(
  'Palette has no working backend: its ingress answers 502.',
  atOnce((world) => {
    world.platform.availability = 'bad-gateway';
  }),
);

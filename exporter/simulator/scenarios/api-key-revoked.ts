import { atOnce, scenario } from './scenario.ts';

export const apiKeyRevoked = scenario(
  'The API key of the exporter is switched off: Palette answers 401.',
  atOnce((world) => {
    const [key] = world.apiKeys;
    if (key !== undefined) key.isActive = false;
  }),
);

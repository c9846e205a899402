import { atOnce, scenario } from './scenario.ts';

export const alertDeliveryFailed = scenario(
  'Palette could not deliver its own last alert mail.',
  atOnce((world, now) => {
    for (const channel of [...world.projects, world.platform].flatMap(({ alertChannels }) => alertChannels)) {
      if (channel.isActive)
        channel.lastDelivery = { at: now, succeeded: false, message: '451 try again later' };
    }
  }),
);

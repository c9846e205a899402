import { nextRelease } from '../world/model/platform.ts';
import { DAY } from '../world/model/time-units.ts';
import { atOnce, scenario } from './scenario.ts';

/** Every scenario starts from a world in good order, so this one has nothing to do. */
export const healthy = scenario('Everything works; undoes whatever another scenario did.');

export const paletteDown = scenario(
  'Palette has no working backend: its ingress answers 502.',
  atOnce((world) => {
    world.platform.availability = 'bad-gateway';
  }),
);

export const versionAvailable = scenario(
  'A newer release of Palette is available.',
  atOnce(({ platform }) => {
    platform.latestVersion = nextRelease(platform);
  }),
);

export const licenceExpiring = scenario(
  'Activation, plan and subscription of this Palette end in ten days.',
  atOnce((world, now) => {
    const end = now + 10 * DAY;
    world.platform.activation.expiresAt = end;
    world.platform.plan.expiresAt = end;
    for (const { plan } of world.tenants) plan.expiresAt = end;
  }),
);

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

export const contentInvalid = scenario(
  'The repository with the packs and images of the platform is damaged.',
  atOnce((world) => {
    world.platform.isContentValid = false;
  }),
);

export const gatewayDown = scenario(
  'The private gateway of the system is not ready and not heard of.',
  atOnce((world, now) => {
    const [gateway] = world.gateways;
    if (gateway === undefined) return;
    gateway.isReady = false;
    gateway.healthy = false;
    gateway.silentSince = now;
  }),
);

export const alertDeliveryFailed = scenario(
  'Palette could not deliver its own last alert mail.',
  atOnce((world, now) => {
    for (const channel of [...world.projects, world.platform].flatMap(({ alertChannels }) => alertChannels)) {
      if (channel.isActive)
        channel.lastDelivery = { at: now, succeeded: false, message: '451 try again later' };
    }
  }),
);

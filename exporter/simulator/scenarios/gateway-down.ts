import { atOnce, scenario } from './scenario.ts';

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

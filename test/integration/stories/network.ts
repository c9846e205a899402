import type { Stories } from './story.ts';

export const networkStories: Stories = {
  'a bond of a host lacks a card for longer than a flap': {
    scenario: 'bond-member-lost',
    step: '2m',
    lasts: '8m',
    heals: '2m',
    fires: ['NodeBondingDegraded'],
  },
  'the load balancer has no address left': {
    scenario: 'address-pool-used-up',
    step: '5m',
    lasts: '20m',
    heals: '5m',
    fires: ['MetalLBPoolNearlyUsed'],
  },
};

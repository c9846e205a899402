import { answering, type Stories } from './story.ts';

export const licenceStories: Stories = {
  'licences end soon': {
    scenario: 'licence-expiring',
    step: '30m',
    lasts: '1h30m',
    heals: '1h10m',
    fires: ['PaletteActivationEnding', 'PalettePlanEnding', 'PaletteTenantPlanEnding'],
  },
  'the activation has ended': {
    scenario: 'licence-expired',
    step: '5m',
    lasts: '24m',
    heals: '40m',
    fires: ['PaletteActivationInactive'],
  },
  'a limit of the tenant is near': {
    change: (world) => {
      const [key] = world.apiKeys;
      if (key === undefined) throw new RangeError('the world needs an API key');
      for (let number = 0; number < 17; number += 1)
        world.apiKeys.push({ ...key, uid: `more-${number}`, name: `more-${number}`, key: `more-${number}` });
    },
    step: '30m',
    lasts: '1h30m',
    heals: '30m',
    fires: ['PaletteTenantLimitNear'],
  },
  'the free plan is nearly used up': {
    setup: { config: { collectors: { freemium: { enabled: true } } } },
    change: async (world, now, site) => {
      const path = `/v1/tenants/${world.tenants[0].uid}/freemiumUsage`;
      const answer = answering(path, (body: Record<string, unknown>) =>
        Object.assign(body, {
          isFreemium: true,
          isUnlimited: false,
          usage: { usage: 95 },
          limit: { usage: 100, overageUsage: 0, activeClusters: 5 },
        }),
      );
      await answer(world, now, site);
    },
    step: '20m',
    lasts: '1h30m',
    heals: '1h10m',
    fires: ['PaletteFreePlanNear'],
  },
};

import type { Platform, Tenant } from '../model/platform.ts';
import { nightly } from '../model/schedule.ts';
import { DAY } from '../model/time-units.ts';
import { CERTIFICATE } from './example-certificate.ts';
import { createSecret } from './marked-secret.ts';
import type { Random } from './seeded-random.ts';

const FEATURES = [
  ['VirtualClusters', 'Virtual clusters and cluster groups', false],
  ['ClusterTemplates', 'Cluster templates and maintenance policies', true],
  ['EdgeRemoteShell', 'Remote shell on edge hosts', true],
] as const;

/** An activated, up-to-date installation with nightly database backups. */
export function createPlatform(random: Random, now: number): Platform {
  const installedAt = now - 240 * DAY;
  return {
    uid: random.uid(),
    installedAt,
    installedVersion: '4.8.6',
    latestVersion: '4.8.6',
    agentVersion: '4.8.3',
    availability: 'up',
    isRateLimited: true,
    clockOffset: 0,
    rootDomain: 'palette.example.com',
    activation: { state: 'Active', activatedAt: installedAt + DAY, expiresAt: now + 400 * DAY },
    plan: { type: 'Unlimited', expiresAt: now + 400 * DAY, coreHours: 250_000 },
    databaseBackup: nightly(1),
    isContentValid: true,
    features: FEATURES.map(([key, description, isAllowed]) => ({ key, description, isAllowed })),
    alertChannels: [
      {
        uid: random.uid(),
        component: 'SystemHealth',
        type: 'email',
        isActive: true,
        alertAllUsers: false,
        recipients: ['platform@example.com'],
        lastDelivery: { at: now - 33 * DAY, succeeded: true, message: '' },
      },
    ],
    certificate: { pem: CERTIFICATE, key: createSecret(random) },
    backupPassword: createSecret(random),
  };
}

/** The tenant in use, and a small one for trials. */
export function createTenants(random: Random, now: number): [Tenant, ...Tenant[]] {
  const tenant = (name: string, createdAt: number): Tenant => ({
    uid: random.uid(),
    name,
    email: `admin@${name}.example.com`,
    createdAt,
    isActive: true,
    isToBeDeleted: false,
    plan: {
      uid: random.uid(),
      type: 'AnnualSubscription',
      startsAt: createdAt,
      expiresAt: now + 300 * DAY,
      coreHours: 150_000,
    },
    isAgentUpgradePaused: false,
  });
  return [tenant('example', now - 239 * DAY), { ...tenant('training', now - 90 * DAY), cores: 8 }];
}

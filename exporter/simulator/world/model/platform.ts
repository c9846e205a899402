import type { AlertChannel } from './project.ts';
import type { Schedule } from './schedule.ts';

/** The Palette installation itself, as its system console knows it. */
export interface Platform {
  readonly uid: string;
  readonly installedAt: number;
  installedVersion: string;
  latestVersion: string;
  /** Version of the edge agent that this release wants hosts to run. */
  agentVersion: string;
  /** What the ingress answers: everything, 502 without a backend, or 503 while the backend starts. */
  availability: 'up' | 'bad-gateway' | 'unavailable';
  /** Whether rate limits are enforced; a self-hosted Palette can switch them off. */
  isRateLimited: boolean;
  /** Milliseconds that its clock is ahead. */
  clockOffset: number;
  readonly rootDomain: string;
  activation: { state: 'Pending' | 'Active' | 'Inactive'; activatedAt?: number; expiresAt?: number };
  plan: { readonly type: 'Trial' | 'Unlimited'; expiresAt?: number; coreHours: number };
  databaseBackup: Schedule;
  /** Whether the repository with the platform's packs and images is as it should be. */
  isContentValid: boolean;
  features: { readonly key: string; readonly description: string; isAllowed: boolean }[];
  alertChannels: AlertChannel[];
  readonly certificate: { readonly pem: string; readonly key: string };
  readonly backupPassword: string;
}

/** A tenant of the installation; the first one is the one whose tenant API is served. */
export interface Tenant {
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: number;
  isActive: boolean;
  isToBeDeleted: boolean;
  plan: {
    readonly uid: string;
    readonly type: 'Trial' | 'MonthlyOnDemand' | 'AnnualSubscription';
    startsAt: number;
    expiresAt: number;
    coreHours: number;
  };
  /** Cores in use, where the tenant's clusters are not part of the simulated world. */
  readonly cores?: number;
  /** Whether agents of the whole tenant are held back. */
  isAgentUpgradePaused: boolean;
}

/** The release that comes after the installed one: patches are skipped, as they are where upgrades are rare. */
export function nextRelease({ installedVersion }: Platform): string {
  const [major, minor, patch] = installedVersion.split('.');
  return `${major}.${minor}.${Number(patch) + 6}`;
}

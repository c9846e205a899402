import { flag, number, part } from '../../sources/wire.ts';

const limit = part({ cpuCoreHours: number, warnLimitPercentage: number, overageLimitPercentage: number });

/** `v1SystemPlanLimit` and `v1PlanLimit` (API reference, section 3.17) */
export const planLimit = part({ isUnlimited: flag, isOnDemand: flag, pure: limit, alloy: limit });

/** Pure: clusters that Palette provisioned. Alloy: clusters that were imported. */
export const KINDS = ['pure', 'alloy'] as const;

/** Seconds, as Prometheus counts time. */
export const HOUR = 3600;

import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { part, text, time } from '../wire.ts';
import { available } from './available.ts';
import type { SystemConsole } from './console.ts';
import { endpoints } from './endpoints.ts';
import { HOUR, KINDS, planLimit } from './plan-limit.ts';

const labels = ['kind'] as const;
const per = 'system console x kind (2)';

const metrics = {
  info: gauge('palette_system_plan_info', 'The plan of the installation.', {
    labels: ['type'],
    per: 'system console',
    from: [endpoints.sysplan],
  }),
  expiry: gauge('palette_system_plan_expiry_timestamp_seconds', 'When the plan of the installation ends.', {
    per: 'system console',
    from: [endpoints.sysplan],
  }),
  unlimited: gauge(
    'palette_system_plan_unlimited',
    'Whether the plan of the installation sets no limit to CPU cores.',
    { per: 'system console', from: [endpoints.plan] },
  ),
  limit: gauge(
    'palette_system_plan_limit_cpu_core_seconds',
    'CPU core seconds that the plan of the installation grants a month: pure for provisioned clusters, alloy for imported ones.',
    { labels, per, from: [endpoints.plan] },
  ),
  warn: gauge('palette_system_plan_warn_ratio', 'Share of the plan from which Palette warns of its use.', {
    labels,
    per,
    from: [endpoints.plan],
  }),
  overage: gauge('palette_system_plan_overage_ratio', 'Share of the plan by which it may be exceeded.', {
    labels,
    per,
    from: [endpoints.plan],
  }),
};

/** `v1SystemSysplan` (API reference, section 3.17) */
const sysplan = z.object({ spec: part({ type: text, expiresAt: time }) });

/** `v1SystemPlan` */
const systemPlan = z.object({ planLimit });

/** What the installation was bought for. */
export const plan = defineCollector<SystemConsole>({
  name: 'system_plan',
  describes: 'The plan of the installation: type, end and limits.',
  every: '15m',
  metrics,
  reads: [endpoints.sysplan, endpoints.plan],
  requests: () => 2,
  async collect(system, emit) {
    const [type, limits] = await available(
      system.get(endpoints.sysplan, sysplan),
      system.get(endpoints.plan, systemPlan),
    );
    if (type?.spec.type) emit(metrics.info, 1, { type: type.spec.type });
    emit(metrics.expiry, type?.spec.expiresAt);
    if (limits === undefined) return;
    emit(metrics.unlimited, limits.planLimit.isUnlimited);
    if (limits.planLimit.isUnlimited) return;
    for (const kind of KINDS) {
      const limit = limits.planLimit[kind];
      emit(metrics.limit, limit.cpuCoreHours * HOUR, { kind });
      emit(metrics.warn, limit.warnLimitPercentage / 100, { kind });
      emit(metrics.overage, limit.overageLimitPercentage / 100, { kind });
    }
  },
});

import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { object } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';
import { HOUR, KINDS, planLimit } from './parts/plan-limit.ts';

const labels = ['kind'] as const;
const per = 'system console x kind (2)';

const metrics = {
  unlimited: gauge(
    'palette_system_plan_unlimited',
    'Whether the plan of the installation sets no limit to CPU cores.',
    { per: 'system console' },
  ),
  limit: gauge(
    'palette_system_plan_limit_cpu_core_seconds',
    'CPU core seconds that the plan of the installation grants a month: pure for provisioned clusters, alloy for imported ones.',
    { labels, per },
  ),
  warn: gauge('palette_system_plan_warn_ratio', 'Share of the plan from which Palette warns of its use.', {
    labels,
    per,
  }),
  overage: gauge('palette_system_plan_overage_ratio', 'Share of the plan by which it may be exceeded.', {
    labels,
    per,
  }),
};

/** `v1SystemPlan` (API reference, section 3.17) */
const plan = object({ planLimit });

/** How much the installation was bought for. */
export const systemPlanLimits = defineCollector<SystemConsole>({
  name: 'system_plan_limits',
  describes: 'How many CPU cores the plan of the installation grants.',
  every: '1h',
  optional: true,
  metrics,
  reads: [endpoints.plan],
  async collect(system, emit) {
    const { planLimit: granted } = await system.get(endpoints.plan, plan);
    emit(metrics.unlimited, granted.isUnlimited);
    if (granted.isUnlimited) return;
    for (const kind of KINDS) {
      const limit = granted[kind];
      emit(metrics.limit, limit.cpuCoreHours * HOUR, { kind });
      emit(metrics.warn, limit.warnLimitPercentage / 100, { kind });
      emit(metrics.overage, limit.overageLimitPercentage / 100, { kind });
    }
  },
});

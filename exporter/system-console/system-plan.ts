import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { member, object, part, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  info: gauge('palette_system_plan_info', 'The plan of the installation.', {
    labels: ['type'],
    per: 'system console',
  }),
  expiry: gauge('palette_system_plan_expiry_timestamp_seconds', 'When the plan of the installation ends.', {
    per: 'system console',
  }),
};

/** `v1SystemSysplan` (API reference, section 3.17) */
const sysplan = object({ spec: part({ type: member('Trial', 'Unlimited'), expiresAt: time }) });

/** What the installation was bought for. */
export const systemPlan = defineCollector<SystemConsole>({
  name: 'system_plan',
  describes: 'The plan of the installation: type and end.',
  every: '15m',
  metrics,
  reads: [endpoints.sysplan],
  async collect(system, emit) {
    const { spec } = await system.get(endpoints.sysplan, sysplan);
    if (spec.type) emit(metrics.info, 1, { type: spec.type });
    emit(metrics.expiry, spec.expiresAt);
  },
});

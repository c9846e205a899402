import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../collection/metric.ts';
import { part, text, time } from '../wire.ts';
import { available } from './available.ts';
import type { SystemConsole } from './console.ts';
import { endpoints } from './endpoints.ts';

const metrics = {
  state: gauge(
    'palette_system_activation_state',
    'The state of the activation, 1 for the current one; 30 days without it block operations on clusters.',
    { labels: ['state'], per: 'system console' },
  ),
  activated: gauge(
    'palette_system_activated_timestamp_seconds',
    'When the installation was last activated.',
    {
      per: 'system console',
      from: [endpoints.activation],
    },
  ),
  expiry: gauge('palette_system_activation_expiry_timestamp_seconds', 'When the activation ends.', {
    per: 'system console',
    from: [endpoints.activationBanner],
  }),
};

/** `v1SystemActivationResponse` (API reference, section 3.17) */
const activated = z.object({ status: part({ state: text, lastActivatedAt: time }) });

/** `v1ActivationsSystemResponse`, which the banner of the consoles is made of */
const banner = z.object({ status: part({ state: text, expiresAt: time }) });

/** Whether the installation is activated, and until when. */
export const activation = defineCollector<SystemConsole>({
  name: 'system_activation',
  describes: 'Activation of the installation and when it ends.',
  every: '15m',
  metrics,
  reads: [endpoints.activation, endpoints.activationBanner],
  requests: () => 2,
  async collect(system, emit) {
    const [last, next] = await available(
      system.get(endpoints.activation, activated),
      system.get(endpoints.activationBanner, banner),
    );
    const state = last?.status.state || next?.status.state;
    if (state) emit(metrics.state, 1, { state });
    emit(metrics.activated, last?.status.lastActivatedAt);
    emit(metrics.expiry, next?.status.expiresAt);
  },
});

import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { available, ifPresent } from '../sources/if-present.ts';
import { member, object, part, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  state: gauge(
    'palette_system_activation_state',
    'The state of the activation, 1 for the current one; 30 days without it block operations on clusters.',
    { labels: ['state'], per: 'system console' },
  ),
  expiry: gauge('palette_system_activation_expiry_timestamp_seconds', 'When the activation ends.', {
    per: 'system console',
    from: [endpoints.activationBanner],
  }),
};

/** `v1ActivationsSystemResponse` (API reference, section 3.17), which the banner of the consoles is made of */
const activationBanner = object({
  status: part({ state: member('Pending', 'Active', 'Inactive'), expiresAt: time }),
});

/** `v1SystemActivationResponse`: the state alone */
const activated = object({ status: part({ state: member('Pending', 'Active', 'Inactive') }) });

/** Whether the installation is activated, and until when. */
export const systemActivation = defineCollector<SystemConsole>({
  name: 'system_activation',
  describes: 'Activation of the installation and when it ends.',
  every: '15m',
  metrics,
  reads: [endpoints.activationBanner, endpoints.activation],
  async collect(system, emit) {
    const banner = system.get(endpoints.activationBanner, activationBanner);
    const shown = (await ifPresent(banner))?.status;
    emit(metrics.expiry, shown?.expiresAt);
    let state = shown?.state;
    if (!state) {
      const [answer] = await available(system.get(endpoints.activation, activated), banner);
      state = answer?.status.state;
    }
    if (state) emit(metrics.state, 1, { state });
  },
});

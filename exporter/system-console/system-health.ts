import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import type { Endpoint } from '../metric/endpoint.ts';
import { gauge } from '../metric/metric.ts';
import { SourceError } from '../sources/failures.ts';
import { available } from '../sources/if-present.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  alive: gauge('palette_system_alive', 'Whether the platform calls itself alive.', {
    per: 'system console',
    from: [endpoints.ping],
  }),
  ready: gauge('palette_system_ready', 'Whether the platform calls itself ready.', {
    per: 'system console',
    from: [endpoints.ready],
  }),
};

/** The health of the platform in its own words. */
export const systemHealth = defineCollector<SystemConsole>({
  name: 'system_health',
  describes: 'Whether the platform calls itself alive and ready.',
  every: '1m',
  metrics,
  reads: [endpoints.ping, endpoints.ready],
  requests: () => 2,
  async collect(system, emit) {
    const [alive, ready] = await available(says(system, endpoints.ping), says(system, endpoints.ready));
    emit(metrics.alive, alive);
    emit(metrics.ready, ready);
  },
});

/** The answer is in the status: a 5xx is a no, and not a failure to ask. */
async function says(system: SystemConsole, endpoint: Endpoint): Promise<boolean> {
  try {
    await system.get(endpoint, z.unknown());
    return true;
  } catch (error) {
    if (error instanceof SourceError && error.reason === 'server_error') return false;
    throw error;
  }
}

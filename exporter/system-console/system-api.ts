import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { reasonOf, SourceError } from '../sources/failures.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole, Writes } from './api/system-console.ts';
import { LoginFailure } from './api/system-login.ts';
import { systemUser } from './parts/system-user.ts';

const metrics = {
  up: gauge('palette_system_up', 'Whether the system console accepted the configured login and answered.', {
    per: 'system console',
  }),
  passwordUpdated: gauge(
    'palette_system_password_updated_timestamp_seconds',
    'When the password that the exporter logs in with was last changed.',
    { per: 'system console' },
  ),
};

/** Whether the system console answers at all. */
export const systemApi = defineCollector<SystemConsole<Writes<'system_api'>>>({
  name: 'system_api',
  describes: 'Whether the system console answers and accepts the login.',
  every: '1m',
  metrics,
  reads: [endpoints.me],
  async collect(system, emit) {
    try {
      const { status } = await system.get(endpoints.me, systemUser);
      // Another release, or the end of what hid this one, brings what the others did not find either.
      if (system.facts.hasAccount === false) system.tellGained();
      system.facts.hasAccount = true;
      emit(metrics.passwordUpdated, status.lastPasswordUpdateTime);
    } catch (error) {
      if (reasonOf(error) !== 'not_found' || error instanceof LoginFailure) throw error;
      // A console that took the login is there, also where its release has never had this path.
      if (system.facts.hasAccount) throw gone(error);
      system.facts.hasAccount = false;
    }
  },
  always(_system, emit, ok) {
    emit(metrics.up, ok);
  },
});

function gone(error: unknown): SourceError {
  const refusal = error instanceof Error ? error.message : '';
  return new SourceError('server_error', `${refusal}, although it did before; is it being upgraded?`);
}

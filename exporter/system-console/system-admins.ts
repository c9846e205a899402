import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { tally } from '../metric/tally.ts';
import { member, object, part, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole } from './api/system-console.ts';

const metrics = {
  administrators: gauge(
    'palette_system_administrators',
    'Administrators of the system console by type, state and whether they use a second factor.',
    { labels: ['type', 'state', 'mfa'], per: 'type, state and second factor that occur' },
  ),
  oldestPassword: gauge(
    'palette_system_administrator_oldest_password_timestamp_seconds',
    'When the password of an administrator was changed that is in use for the longest time.',
    { per: 'system console' },
  ),
};

/** `v1SystemAdmin` (API reference, section 3.17): a number among others, without name, address or link. */
const administrator = object({
  metadata: object({ uid: z.string() }),
  spec: part({ adminType: member('AccountAdmin', 'OperationAdmin'), mfa: part({ state: text }) }),
  status: part({ state: text, lastPasswordUpdate: time }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  labels: [spec.adminType, status.state, spec.mfa.state] as const,
  passwordUpdated: status.lastPasswordUpdate,
}));

/** How many people run the installation, and how they log in. */
export const systemAdmins = defineCollector<SystemConsole>({
  name: 'system_admins',
  describes: 'Administrators of the system console in numbers.',
  every: '1h',
  metrics,
  reads: [endpoints.admins],
  async collect(system, emit) {
    const found: z.output<typeof administrator>[] = [];
    for await (const row of system.rows(endpoints.admins, administrator)) found.push(row);
    for (const [[type, state, mfa], count] of tally(found.map(({ labels }) => labels))) {
      emit(metrics.administrators, count, { type, state, mfa });
    }
    const updates = found.flatMap(({ passwordUpdated }) => passwordUpdated ?? []);
    if (updates.length > 0) emit(metrics.oldestPassword, Math.min(...updates));
  },
});

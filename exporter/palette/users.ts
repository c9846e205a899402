import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, object, part, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { Writes } from './api/fleet.ts';
import { OLDEST_FIRST } from './api/paging.ts';
import type { Palette } from './api/palette.ts';

const DAY = 86_400;

const metrics = {
  users: gauge('palette_users', 'Users of the tenant by whether their account is active.', {
    labels: ['active'],
    per: 'Palette x active or not (2)',
  }),
  idle: gauge('palette_users_idle', 'Active users who have not signed in for 90 days, or never.', {
    per: 'Palette',
  }),
  lastSignIn: gauge('palette_users_last_sign_in_timestamp_seconds', 'When any user last signed in.', {
    per: 'Palette',
  }),
};

/** `v1UserSummary` (API reference, section 3.14): who they are is nobody's business here. */
const user = object({
  metadata: object({ uid: z.string() }),
  status: part({ isActive: flag, lastSignIn: time }),
}).transform(({ metadata, status }) => ({ uid: metadata.uid, ...status }));

/** How many users there are, and how many of them nobody would miss. */
export const users = defineCollector<Palette<Writes<'users'>>>({
  name: 'users',
  describes: 'Users of the tenant in numbers.',
  every: '1h',
  metrics,
  reads: [endpoints.usersSummary],
  async collect(palette, emit) {
    const found: z.output<typeof user>[] = [];
    const search = { project: undefined, body: OLDEST_FIRST };
    for await (const row of palette.rows(endpoints.usersSummary, user, search)) found.push(row);
    const active = found.filter(({ isActive }) => isActive);
    emit(metrics.users, active.length, { active: true });
    emit(metrics.users, found.filter(({ isActive }) => isActive === false).length, { active: false });
    const since = palette.now() - 90 * DAY;
    emit(metrics.idle, active.filter(({ lastSignIn = 0 }) => lastSignIn < since).length);
    const newest = found.reduce((latest, { lastSignIn = 0 }) => Math.max(latest, lastSignIn), 0);
    emit(metrics.lastSignIn, newest || undefined);
    palette.fleet.counted.set('user', found.length);
  },
});

import type { Random } from './random.ts';
import { DAY } from './time.ts';
import type { World } from './world.ts';

/** A user with an API key for the whole tenant, and an administrator of the system console. */
export function createAccounts(
  random: Random,
  now: number,
  projectUid: string,
): Pick<World, 'users' | 'apiKeys' | 'administrators'> {
  const user = {
    uid: random.uid(),
    email: 'monitoring@example.com',
    password: `Monitor-${random.hex(8)}`,
    createdAt: now - 220 * DAY,
    isActive: true,
    lastSignIn: now - 2 * DAY,
  };
  const key = (name: string) => ({
    uid: random.uid(),
    name,
    key: random.hex(48),
    user,
    createdAt: now - 60 * DAY,
    expiresAt: now + 305 * DAY,
    isActive: true,
  });
  return {
    users: [user],
    apiKeys: [key('palette-exporter'), { ...key('assembly-dashboard'), projectUids: [projectUid] }],
    administrators: [
      {
        uid: random.uid(),
        username: 'monitor',
        password: `System-${random.hex(8)}`,
        type: 'OperationAdmin',
        createdAt: now - 220 * DAY,
        passwordChangedAt: now - 30 * DAY,
        mfa: false,
        isActive: true,
      },
    ],
  };
}

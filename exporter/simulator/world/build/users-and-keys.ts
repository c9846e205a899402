import type { Project } from '../model/project.ts';
import { DAY } from '../model/time-units.ts';
import type { World } from '../model/world.ts';
import { CERTIFICATE } from './example-certificate.ts';
import { createSecret } from './marked-secret.ts';
import type { Random } from './seeded-random.ts';

/** Users with their keys, administrators of the system console, registration tokens and trusted certificates. */
export function createAccounts(
  random: Random,
  now: number,
  project: Project,
): Pick<World, 'users' | 'apiKeys' | 'administrators' | 'edgeTokens' | 'certificates'> {
  const user = (email: string, isActive = true) => ({
    uid: random.uid(),
    email,
    password: createSecret(random),
    createdAt: now - 220 * DAY,
    isActive,
    ...(isActive
      ? { lastSignIn: now - 2 * DAY }
      : { activationLink: `https://palette.example.com/activate/${createSecret(random)}` }),
  });
  const monitoring = user('monitoring@example.com');
  const key = (name: string, days: number) => ({
    uid: random.uid(),
    name,
    key: createSecret(random),
    user: monitoring,
    createdAt: now - 60 * DAY,
    expiresAt: now + days * DAY,
    isActive: true,
  });
  return {
    users: [monitoring, user('operations@example.com'), user('trainee@example.com', false)],
    apiKeys: [
      key('palette-exporter', 305),
      { ...key('assembly-dashboard', 120), projectUids: [project.uid] },
      { ...key('retired-pipeline', 90), isActive: false },
    ],
    administrators: [administrator(random, 'monitor', now), administrator(random, 'root-admin', now)],
    edgeTokens: [
      {
        uid: random.uid(),
        name: 'assembly-registration',
        token: createSecret(random),
        project,
        createdAt: now - 160 * DAY,
        expiresAt: now + 200 * DAY,
        isActive: true,
      },
    ],
    certificates: [
      {
        uid: random.uid(),
        name: 'registry-ca',
        createdAt: now - 200 * DAY,
        pem: CERTIFICATE,
        key: createSecret(random),
      },
    ],
  };
}

function administrator(random: Random, username: string, now: number) {
  return {
    uid: random.uid(),
    username,
    password: createSecret(random),
    type: username === 'monitor' ? ('OperationAdmin' as const) : ('AccountAdmin' as const),
    createdAt: now - 220 * DAY,
    passwordChangedAt: now - 30 * DAY,
    mfa: username !== 'monitor',
    isActive: true,
  };
}

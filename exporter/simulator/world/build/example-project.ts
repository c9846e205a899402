import type { Project } from '../model/project.ts';
import { DAY } from '../model/time-units.ts';
import { createSecret } from './marked-secret.ts';
import type { Random } from './seeded-random.ts';

/** A project whose cluster alerts go to a mailbox; a webhook is set up too, but switched off. */
export function createProject(random: Random, name: string, now: number): Project {
  return {
    uid: random.uid(),
    name,
    createdAt: now - 230 * DAY,
    modifiedAt: now - 100 * DAY,
    disabled: false,
    isAgentUpgradePaused: false,
    alertChannels: [
      {
        uid: random.uid(),
        component: 'ClusterHealth',
        type: 'email',
        isActive: true,
        alertAllUsers: false,
        recipients: ['operations@example.com', 'storage@example.com'],
        lastDelivery: { at: now - 12 * DAY, succeeded: true, message: '' },
      },
      {
        uid: random.uid(),
        component: 'ClusterHealth',
        type: 'http',
        isActive: false,
        alertAllUsers: false,
        recipients: [],
        webhook: { url: 'https://hooks.example.com/palette', authorization: createSecret(random) },
      },
    ],
  };
}

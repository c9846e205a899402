import type { Project } from './project.ts';
import type { Random } from './random.ts';
import { DAY } from './time.ts';

export function createProject(random: Random, name: string, now: number): Project {
  return {
    uid: random.uid(),
    name,
    createdAt: now - 230 * DAY,
    modifiedAt: now - 100 * DAY,
    disabled: false,
    alertChannels: [],
  };
}

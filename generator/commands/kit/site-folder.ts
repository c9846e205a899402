import { existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { Problem } from '../../kit/problem.ts';
import type { Sources } from '../../site.ts';

const FILES: Readonly<Record<'contacts' | 'channels' | 'routing' | 'settings', readonly string[]>> = {
  contacts: ['contacts.md', 'contacts.yaml', 'contacts.yml'],
  channels: ['channels.yaml', 'channels.yml'],
  routing: ['routing.yaml', 'routing.yml'],
  settings: ['settings.yaml', 'settings.yml'],
};

/**
 * The sources of a site given as one argument: a contact table, or a folder with `contacts.md`, `channels.yaml`,
 * `routing.yaml` and `settings.yaml`, of which each may be absent. `others` fills in what the argument does not say.
 */
export function sourcesOf(argument: string, others: Sources): Sources {
  if (!existsSync(argument))
    throw new Problem(argument, 'no such file or folder', 'give a contact table or a folder');
  if (!statSync(argument).isDirectory()) {
    if (['.md', '.yaml', '.yml', '.markdown'].includes(extname(argument)))
      return { ...others, contacts: argument };
    throw new Problem(argument, 'is not a contact table', 'give a .md or .yaml file, or a folder');
  }
  const found = Object.entries(FILES).flatMap(([kind, names]) => {
    const path = names.map((name) => join(argument, name)).find(existsSync);
    return path === undefined ? [] : [[kind, path] as const];
  });
  if (found.length === 0) {
    throw new Problem(
      argument,
      'holds no file of a site',
      `expected one of ${Object.values(FILES).flat().join(', ')}`,
    );
  }
  return { ...others, ...Object.fromEntries(found) };
}

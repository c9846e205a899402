import { join } from 'node:path';
import { reliedOn } from '../../alerts/relied-on.ts';
import { siteAlerts } from '../../generator/catalogue.ts';
import type { Labels } from '../../generator/contacts/match.ts';
import { worldsOf } from '../../generator/contacts/worlds.ts';
import { loadSite, type Site, type Sources } from '../../generator/load.ts';

const golden = join(import.meta.dirname, 'golden/input');
const full = join(import.meta.dirname, 'sites/full');

/** Sites that the routing is proved on. */
export const SITES: Readonly<Record<string, Sources>> = {
  default: {},
  example: {
    contacts: join(golden, 'operations.md'),
    channels: join(golden, 'channels.yaml'),
    routing: join(golden, 'routing.yaml'),
    settings: join(golden, 'settings.yaml'),
  },
  full: {
    contacts: join(full, 'contacts.yaml'),
    routing: join(full, 'routing.yaml'),
    settings: join(full, 'settings.yaml'),
  },
};

/** A site by its name above. */
export function siteOf(name: string): Site {
  return loadSite(SITES[name] ?? {});
}

/** Every alert of the catalogue in every severity and every place the routing distinguishes, and those relied on. */
export function everyAlert({ plan, settings }: Site): readonly Labels[] {
  const ours = siteAlerts(settings).map(({ name, component }) => ({ alertname: name, component }));
  const foreign = Object.values(reliedOn)
    .flat()
    .map((alertname) => ({ alertname, component: '' }));
  const odd = [{ alertname: 'SomebodyElses', component: '' }];
  return [...ours, ...foreign, ...odd].flatMap((alert) =>
    ['critical', 'warning', 'info'].flatMap((severity) => {
      const worlds = worldsOf(plan, { ...alert, severity });
      return worlds.length === 0 ? [{ ...alert, severity }] : worlds.map(({ labels }) => labels);
    }),
  );
}

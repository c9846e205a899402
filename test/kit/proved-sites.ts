import { join } from 'node:path';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { decidingRules } from '../../generator/contacts/deciding-rules.ts';
import type { Labels } from '../../generator/contacts/rule-matching.ts';
import type { Bundle } from '../../generator/kit/bundle-folder.ts';
import { bundleOf } from '../../generator/outputs/bundle.ts';
import { loadSite, type Site, type Sources } from '../../generator/site.ts';

const golden = join(import.meta.dirname, '../generator/golden/input');
const turns = join(import.meta.dirname, '../generator/sites/turns');
const full = join(import.meta.dirname, '../generator/sites/full');

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
  turns: { contacts: join(turns, 'contacts.yaml'), routing: join(turns, 'routing.yaml') },
};

const sites = new Map<string, Site>();
const bundles = new WeakMap<Site, Bundle>();

/** A site by its name above; the same one for whoever asks. */
export function siteOf(name: string): Site {
  const site = sites.get(name) ?? loadSite(SITES[name] ?? {});
  sites.set(name, site);
  return site;
}

/** All files of a site, made once for whoever asks: that takes a second. */
export function sharedBundleOf(site: Site): Bundle {
  const files = bundles.get(site) ?? bundleOf(site);
  bundles.set(site, files);
  return files;
}

/**
 * Every alert of the catalogue and every one relied on, in every severity; the first of each component also in every
 * place that the routing distinguishes, which looks at the component and not at the name.
 */
export function everyAlert({ plan, alerts }: Site): readonly Labels[] {
  const ours = alerts.map(({ name, component }) => ({
    alertname: name,
    component,
    about: component,
  }));
  const foreign = Object.entries(reliedOn).flatMap(([component, names]) =>
    names.map((alertname) => ({ alertname, component: '', about: `${component} of others` })),
  );
  const odd = [{ alertname: 'SomebodyElses', component: '', about: 'anything' }];
  const seen = new Set<string>();
  return [...ours, ...foreign, ...odd].flatMap((alert) => {
    const everywhere = !seen.has(alert.about);
    seen.add(alert.about);
    const { about: _, ...known } = alert;
    return ['critical', 'warning', 'info'].flatMap((severity) => {
      const places = everywhere
        ? decidingRules(plan, { ...known, severity }).map(({ labels }) => labels)
        : [];
      return places.length === 0 ? [{ ...known, severity }] : places;
    });
  });
}

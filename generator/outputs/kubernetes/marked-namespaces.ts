import { type Site, siteFrom } from '../../site.ts';
import { seesOwnNamespaceOnly } from '../../site-notes.ts';

/** Nobody is called like it. The templates of the chart know it too. */
export const MARK = '6b1f0a3e-7d52-4c8e-9a47-2f5d0c9be813';

/** Stands in an object where whoever installs it fills something in. */
export const marker = (key: string) => `%${MARK}-${key}%`;

/** The site with the markers `namespace` and `alertmanagerNamespace` in place of its namespaces. */
export function withMarkedNamespaces(site: Site): Site {
  const { plan, settings } = site;
  const { kubernetes } = settings;
  const alertmanager = {
    ...kubernetes.alertmanager,
    namespace: marker('alertmanagerNamespace'),
    // Markers are never the same namespace, so what the strategy comes to is settled before.
    matcherStrategy: seesOwnNamespaceOnly(site) ? ('OnNamespace' as const) : ('None' as const),
  };
  return siteFrom(plan, {
    ...settings,
    kubernetes: { ...kubernetes, namespace: marker('namespace'), alertmanager },
  });
}

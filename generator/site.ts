import { packageFile } from '../exporter/package.ts';
import { planOf } from './contacts/escalation.ts';
import type { Plan } from './contacts/escalation-plan.ts';
import { readContacts, tableChoice } from './contacts/read-contacts.ts';
import { readRouting } from './contacts/routing.ts';
import { type InputFile, readInput } from './kit/input-file.ts';
import { type RouteTree, routeTree } from './route-tree.ts';
import { type SiteAlert, siteAlerts } from './site-alerts.ts';
import { siteNotes } from './site-notes.ts';
import { readSettings, type Settings } from './site-settings.ts';

/** Everything the outputs and the reports are made from, worked out once. */
export interface Site {
  readonly plan: Plan;
  readonly settings: Settings;
  /** Without those that the settings switch off. */
  readonly alerts: readonly SiteAlert[];
  /** The plan as all products of routing have it. */
  readonly routes: RouteTree;
  /** What the outputs cannot do as the plan says, and what stands in for it. */
  readonly notes: readonly string[];
}

/** The files of a site; what is absent is the default that ships with the package. */
export interface Sources {
  readonly contacts?: string | undefined;
  readonly channels?: string | undefined;
  readonly routing?: string | undefined;
  readonly settings?: string | undefined;
  /** Heading above the contact tables that count. */
  readonly section?: string | undefined;
  /** What columns of the contact table hold: `Role=Team,Contact=Who`. */
  readonly columns?: string | undefined;
}

/**
 * Reads and checks the files of a site.
 *
 * @param now the moment around which the turns of a rotation are written out
 * @throws ConfigError with a line for each mistake
 */
export function loadSite(sources: Sources, now = new Date()): Site {
  const contacts = readContacts(
    input(sources.contacts, 'contacts.md'),
    sources.channels === undefined ? undefined : readInput(sources.channels),
    tableChoice(sources.section, sources.columns),
    now,
  );
  const routing = readRouting(input(sources.routing, 'routing.yaml'), contacts);
  const settings = readSettings(sources.settings === undefined ? undefined : readInput(sources.settings));
  return siteFrom(planOf(contacts, routing), settings);
}

/** The site of a plan and settings, whatever they were read from. */
export function siteFrom(plan: Plan, settings: Settings): Site {
  const routes = routeTree(plan, settings);
  return {
    plan,
    settings,
    alerts: siteAlerts(settings, plan.contacts.roster?.until),
    routes,
    notes: siteNotes({ plan, routes, settings }),
  };
}

function input(path: string | undefined, builtIn: string): InputFile {
  if (path !== undefined) return readInput(path);
  return { ...readInput(packageFile('alerts', builtIn)), name: `alerts/${builtIn}` };
}

import { basename, extname } from 'node:path';
import { packageFile } from '../exporter/package.ts';
import type { Contacts } from './contacts/contact.ts';
import { planOf } from './contacts/escalation.ts';
import { markdownEntries } from './contacts/markdown-table.ts';
import type { Plan } from './contacts/plan.ts';
import { readRouting } from './contacts/routing.ts';
import { contactsOf } from './contacts/table-rows.ts';
import { channelAdditions, yamlEntries } from './contacts/yaml-table.ts';
import { type InputFile, readInput } from './kit/input-file.ts';
import { readSettings, type Settings } from './site-settings.ts';

/** The files of a site; what is absent is the default that ships with the package. */
export interface Sources {
  readonly contacts?: string | undefined;
  readonly channels?: string | undefined;
  readonly routing?: string | undefined;
  readonly settings?: string | undefined;
}

/** Everything the outputs and the reports are made from. */
export interface Site {
  readonly plan: Plan;
  readonly settings: Settings;
}

/** Reads and checks the files of a site. */
export function loadSite(sources: Sources): Site {
  const contacts = readContacts(
    input(sources.contacts, 'contacts.md'),
    sources.channels === undefined ? undefined : readInput(sources.channels),
  );
  const routing = readRouting(input(sources.routing, 'routing.yaml'), contacts);
  const settings = readSettings(sources.settings === undefined ? undefined : readInput(sources.settings));
  return { plan: planOf(contacts, routing), settings };
}

/** The contact table of a file, Markdown or YAML by its ending. */
export function readContacts(file: InputFile, channels?: InputFile): Contacts {
  const entries = ['.yaml', '.yml'].includes(extname(file.name).toLowerCase())
    ? yamlEntries(file)
    : markdownEntries(file);
  return contactsOf(basename(file.name), entries, channels === undefined ? [] : channelAdditions(channels));
}

function input(path: string | undefined, builtIn: string): InputFile {
  if (path !== undefined) return readInput(path);
  return { ...readInput(packageFile('alerts', builtIn)), name: `alerts/${builtIn}` };
}

import { basename, extname } from 'node:path';
import type { InputFile } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { chatNamesIn } from './chat-names.ts';
import type { Contacts } from './contact.ts';
import { markdownRows, type ReadRows, type TableChoice } from './markdown-table.ts';
import { kindCalled, kindNames } from './table-columns.ts';
import { contactsOf } from './table-rows.ts';
import { type ChannelsFile, readChannels, yamlRows } from './yaml-table.ts';

const NO_CHANNELS: ChannelsFile = { additions: [], workspace: undefined };

/**
 * The contact table of a file, Markdown or YAML by its ending.
 *
 * @param choice which tables of a Markdown page count, and what their columns mean
 * @param now the moment around which the turns of a rotation are written out
 * @throws ConfigError with a line for each mistake
 */
export function readContacts(
  file: InputFile,
  channels?: InputFile,
  choice: TableChoice = {},
  now = new Date(),
): Contacts {
  const { roster, ...rows } = rowsOf(file, choice, now);
  const { additions, workspace } = channels === undefined ? NO_CHANNELS : readChannels(channels);
  const contacts = contactsOf(basename(file.name), chatNamesIn(rows, workspace), additions);
  return roster === undefined ? contacts : { ...contacts, roster };
}

/**
 * What `--section` and `--columns` say: `Role=Team,Contact=Who to call`.
 *
 * @throws Problem
 */
export function tableChoice(section: string | undefined, columns: string | undefined): TableChoice {
  if (columns === undefined) return { section };
  const parts = columns.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  const named = parts.map((part) => {
    const [, name = '', header = ''] = /^([^=]+)="?([^"]+)"?$/s.exec(part.trim()) ?? [];
    const kind = kindCalled(name);
    if (kind !== undefined) return [kind, header.trim()] as const;
    const remedy = `write it like Role=Team,Contact=Who; columns hold ${kindNames().join(', ')}`;
    throw new Problem('--columns', `${quote(part)} names nothing that a column holds`, remedy);
  });
  return { section, columns: Object.fromEntries(named) };
}

function rowsOf(file: InputFile, choice: TableChoice, now: Date): ReadRows {
  if (!['.yaml', '.yml'].includes(extname(file.name).toLowerCase())) return markdownRows(file, choice);
  const given = choice.section === undefined ? '--columns' : '--section';
  if (choice.section === undefined && choice.columns === undefined) return yamlRows(file, now);
  throw new Problem(given, `${file.name} is YAML, which has no tables`, `leave ${given} out`);
}

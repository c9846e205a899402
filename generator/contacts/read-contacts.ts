import { basename, extname } from 'node:path';
import type { InputFile } from '../kit/input-file.ts';
import type { Contacts } from './contact.ts';
import { markdownRows } from './markdown-table.ts';
import { contactsOf } from './table-rows.ts';
import { channelAdditions, yamlRows } from './yaml-table.ts';

/** The contact table of a file, Markdown or YAML by its ending. */
export function readContacts(file: InputFile, channels?: InputFile): Contacts {
  const read = ['.yaml', '.yml'].includes(extname(file.name).toLowerCase())
    ? yamlRows(file)
    : markdownRows(file);
  return contactsOf(basename(file.name), read, channels === undefined ? [] : channelAdditions(channels));
}

import type { Command } from 'commander';
import { Problem } from '../../kit/problem.ts';
import type { Output } from './command.ts';

/** Adds the options that name the files of a site. */
export function withSiteOptions(command: Command): Command {
  return command
    .option('--contacts <file>', 'contact table: Markdown or YAML')
    .option('--section <heading>', 'only the contact tables under this heading of the Markdown page')
    .option('--columns <list>', 'what columns hold, for example Role=Team,Contact="Who to call"')
    .option('--channels <file>', 'YAML with further addresses and hours of the people of the table')
    .option('--routing <file>', 'YAML: which role is told about what')
    .option('--settings <file>', 'YAML: thresholds, links, mail server');
}

/** The moment that `--at` names; without it now. */
export function momentOf(text: string | undefined, { now }: Output): Date {
  if (text === undefined) return now();
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Problem(`--at ${text}`, 'is not a time', 'write it like 2026-12-24T22:00Z');
  return at;
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { readConfiguration } from '../alertmanager/read-configuration.ts';
import { inserted, withoutInsertions } from '../alertmanager/splice-yaml.ts';
import { readInput } from '../kit/input-file.ts';
import { Problem, quote } from '../kit/problem.ts';
import { replaceFile } from '../kit/replace-file.ts';
import { alertmanagerTexts, TEXTS } from '../outputs/alertmanager/alertmanager-yaml.ts';
import { MERGED_PREFIX, mergedParts } from '../outputs/alertmanager/merged-parts.ts';
import { coverageOf } from '../reports/coverage.ts';
import type { Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle alertmanager` */
export function addAlertmanager(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(
    program
      .command('alertmanager')
      .description('Put the routing into a configuration that others keep, or take it out.'),
  )
    .option('--merge <file>', 'put our routing in front of theirs, for our alerts only')
    .option('--remove <file>', 'take our routing out again')
    .option('--check', 'write nothing; exit code 1 says that the file would change')
    .option(
      '--templates <path>',
      `where Alertmanager finds ${TEXTS}; without it the file is written beside the configuration`,
    )
    .option('--relied-on', 'route the alerts of kube-prometheus-stack that we rely on, too')
    .action((options: AlertmanagerOptions) => end(alertmanager(options, output)));
}

interface AlertmanagerOptions extends Sources {
  readonly merge?: string;
  readonly remove?: string;
  readonly check?: true;
  readonly templates?: string;
  readonly reliedOn?: true;
}

function alertmanager(options: AlertmanagerOptions, output: Output): number {
  const { merge, remove, check = false } = options;
  const file = merge ?? remove;
  if (file === undefined || (merge !== undefined && remove !== undefined)) {
    throw new Problem(
      'alertmanager',
      'needs to know what to do',
      'give either --merge or --remove with a file',
    );
  }
  const { text } = readInput(file);
  const theirs = withoutInsertions(text);
  if (merge === undefined) return settle({ file, before: text, after: theirs, check }, output);

  const site = loadMatchedSite(options);
  if (!coverageOf(site, output.now()).complete) {
    output.err(
      'palette-bundle: some alerts would reach nobody; "palette-bundle coverage" says which and when\n',
    );
    return 1;
  }
  checkTheirs(file, theirs);
  const wishes = { templates: options.templates ?? TEXTS, reliedOn: options.reliedOn ?? false };
  const after = attempt(file, () => inserted(theirs, mergedParts(site, wishes)));
  readConfiguration(file, after);
  if (!check && options.templates === undefined)
    writeTexts(join(dirname(file), TEXTS), alertmanagerTexts(site)[TEXTS]);
  return settle({ file, before: text, after, check }, output);
}

/** A file of that name whose first line is another is somebody's. */
function writeTexts(file: string, texts: string): void {
  const present = existsSync(file) ? readInput(file).text : texts;
  if (firstLine(present) !== firstLine(texts)) {
    const remedy = `move it away, or say with --templates where Alertmanager finds ours`;
    throw new Problem(file, 'is not from palette-bundle, which would write here', remedy);
  }
  if (!existsSync(file) || present !== texts) replaceFile(file, texts);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** What is not understood, or is called like ours, is not touched. */
function checkTheirs(file: string, theirs: string): void {
  const { receivers, intervals } = readConfiguration(file, theirs);
  const taken = [...receivers.keys(), ...intervals.keys()].find((name) => name.startsWith(MERGED_PREFIX));
  if (taken === undefined) return;
  const what = `holds ${quote(taken)} outside of the marks of palette-bundle`;
  throw new Problem(file, what, `take out what begins with ${quote(MERGED_PREFIX)}, and merge again`);
}

function attempt(file: string, merge: () => string): string {
  try {
    return merge();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Problem(file, what, 'write this part as a list, one entry a line');
  }
}

interface Outcome {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly check: boolean;
}

function settle({ file, before, after, check }: Outcome, output: Output): number {
  if (before === after) {
    output.out(`${file}: as it should be\n`);
    return 0;
  }
  if (check) {
    output.out(`${file}: would change\n`);
    return 1;
  }
  replaceFile(file, after);
  output.out(`${file}: written; check it with amtool check-config, then reload Alertmanager\n`);
  return 0;
}

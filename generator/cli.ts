import { Command, CommanderError } from 'commander';
import { ConfigError } from '../exporter/config/read-yaml.ts';
import { version } from '../exporter/package.ts';
import { generate } from './commands/generate-command.ts';
import { type GrafanaOptions, grafana } from './commands/grafana-command.ts';
import { loadMatchedSite, mismatchOf } from './commands/kit/matched-site.ts';
import { sourcesOf } from './commands/kit/site-folder.ts';
import { type TestOptions, testNotify } from './commands/notify.ts';
import { Problem } from './kit/problem.ts';
import { toJson } from './kit/serialise.ts';
import { coverageJson, coverageOf, coverageText } from './reports/coverage.ts';
import { siteDiff } from './reports/diff.ts';
import { labelArguments, whoIsTold, whoJson, whoText } from './reports/who.ts';
import { loadSite, type Site, type Sources } from './site.ts';

/** Where a command writes to, and the clock it looks at. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  now(): Date;
}

/** Runs `palette-bundle` and returns its exit code: 0 done, 1 the answer is bad, 2 the input is wrong, 3 a fault of ours. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = new Command('palette-bundle')
    .description('Generates dashboards, alert rules and contact routing for Spectro Cloud Palette.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });

  site(program.command('generate').description('Write the bundle.'))
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--allow-gaps', 'write it even if some alerts reach nobody')
    .action((options: Sources & { out: string; allowGaps?: true }) => {
      code = generate(options, output);
    });

  site(program.command('who').description('Say who is told about an alert, by which channel, when.'))
    .argument('[labels...]', 'labels of the alert, for example project=Default cluster_name=edge-1')
    .requiredOption('--alert <name>', 'name of the alert')
    .option('--at <time>', 'when it fires, for example 2026-12-24T22:00Z; default now')
    .option('--json', 'answer as JSON')
    .action((labels: string[], options: Sources & { alert: string; at?: string; json?: true }) => {
      const at = moment(options.at, output);
      const site = loadSite(options);
      const who = whoIsTold(site, options.alert, labelArguments(labels), at);
      output.out(options.json ? toJson(whoJson(who)) : whoText(who));
      tellMismatch(site, output);
    });

  site(program.command('coverage').description('Report for each alert and hour who is told, and who is not.'))
    .option('--at <time>', 'beginning of the week to look at; default now')
    .option('--json', 'answer as JSON')
    .action((options: Sources & { at?: string; json?: true }) => {
      const site = loadSite(options);
      const coverage = coverageOf(site, moment(options.at, output));
      output.out(options.json ? toJson(coverageJson(coverage)) : coverageText(coverage));
      tellMismatch(site, output);
      code = coverage.complete ? 0 : 1;
    });

  site(program.command('diff').description('Say what changes for whom.'))
    .argument(
      '<old>',
      'contact table, or folder with contacts.md, channels.yaml, routing.yaml, settings.yaml',
    )
    .argument('<new>', 'the same after the change')
    .action((before: string, after: string, options: Sources) => {
      const read = (argument: string) => loadMatchedSite(sourcesOf(argument, options));
      const lines = siteDiff(read(before), read(after));
      output.out(lines.length === 0 ? 'Nothing changes for anybody.\n' : `${lines.join('\n')}\n`);
    });

  site(program.command('grafana').description('Bring rules and routing into a running Grafana.'))
    .requiredOption('--url <url>', 'Grafana')
    .requiredOption('--token-file <file>', 'file with the token of a service account')
    .option('--merge', 'keep the policies of others')
    .option('--replace', 'replace the whole policy tree')
    .action(async (options: GrafanaOptions) => {
      code = await grafana(options, output);
    });

  site(program.command('test-notify').description('Send a marked test alert through the real routing.'))
    .option('--contact <name>', 'to one person')
    .option('--role <role>', 'to the people of a role')
    .option('--all', 'to everybody who has an address')
    .requiredOption('--alertmanager <url>', 'Alertmanager that runs with the generated configuration')
    .option('--wait <duration>', 'how long to wait for the notifications', '1m')
    .option('--yes', 'send it even to addresses outside this machine')
    .action(async (options: Sources & TestOptions) => {
      code = await testNotify(options, output);
    });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const isMistake = error instanceof ConfigError;
    const lines = isMistake ? error.message.split('\n') : [faultText(error)];
    output.err(lines.map((line) => `palette-bundle: ${line}\n`).join(''));
    return isMistake ? 2 : 3;
  }
}

/** A fault of ours in one line, with the place that a report of it needs. */
function faultText(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = stack.split('\n').find((line) => line.startsWith('    at ')) ?? '';
  return `internal error: ${message}${place}; please report it`.replace(/\s+/g, ' ');
}

function tellMismatch({ plan }: Site, output: Output): void {
  const mismatch = mismatchOf(plan);
  if (mismatch !== undefined) output.err(`palette-bundle: ${mismatch.message}\n`);
}

function site(command: Command): Command {
  return command
    .option('--contacts <file>', 'contact table: Markdown or YAML')
    .option('--channels <file>', 'YAML with further addresses and hours of the people of the table')
    .option('--routing <file>', 'YAML: which role is told about what')
    .option('--settings <file>', 'YAML: thresholds, links, mail server');
}

function moment(text: string | undefined, { now }: Output): Date {
  if (text === undefined) return now();
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Problem(`--at ${text}`, 'is not a time', 'write it like 2026-12-24T22:00Z');
  return at;
}

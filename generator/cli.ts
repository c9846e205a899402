import { Command, CommanderError } from 'commander';
import { bundleOf } from './bundle.ts';
import { labelArguments, whoIsTold, whoJson, whoText } from './commands/who.ts';
import { coverageJson, coverageOf, coverageText } from './contacts/coverage.ts';
import { loadSite, type Sources } from './load.ts';
import { Problem } from './problem.ts';
import { packageVersion } from './settings.ts';
import { writeBundle } from './write.ts';
import { toJson } from './yaml.ts';

/** Where a command writes to, and the clock it looks at. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  now(): Date;
}

/** Runs `palette-bundle` and returns its exit code: 0 done, 1 the answer is bad, 2 the input is wrong. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = new Command('palette-bundle')
    .description('Generates dashboards, alert rules and contact routing for Spectro Cloud Palette.')
    .version(packageVersion())
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
      const who = whoIsTold(loadSite(options), options.alert, labelArguments(labels), at);
      output.out(options.json ? toJson(whoJson(who)) : whoText(who));
    });

  site(program.command('coverage').description('Report for each alert and hour who is told, and who is not.'))
    .option('--at <time>', 'beginning of the week to look at; default now')
    .option('--json', 'answer as JSON')
    .action((options: Sources & { at?: string; json?: true }) => {
      const coverage = coverageOf(loadSite(options), moment(options.at, output));
      output.out(options.json ? toJson(coverageJson(coverage)) : coverageText(coverage));
      code = coverage.complete ? 0 : 1;
    });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof Problem)) throw error;
    output.err(`palette-bundle: ${error.message}\n`);
    return 2;
  }
}

function site(command: Command): Command {
  return command
    .option('--contacts <file>', 'contact table: Markdown or YAML')
    .option('--channels <file>', 'YAML with further addresses and hours of the people of the table')
    .option('--routing <file>', 'YAML: which role is told about what')
    .option('--settings <file>', 'YAML: thresholds, links, mail server');
}

function generate(
  { out, allowGaps, ...sources }: Sources & { out: string; allowGaps?: true },
  output: Output,
): number {
  const loaded = loadSite(sources);
  const { complete } = coverageOf(loaded, output.now());
  if (!complete && !allowGaps) {
    const remedy =
      '"palette-bundle coverage" says which and when; close the gaps, or accept them with --allow-gaps';
    output.err(`palette-bundle: ${loaded.plan.contacts.file}: some alerts would reach nobody; ${remedy}\n`);
    return 1;
  }
  const bundle = bundleOf(loaded);
  const { written, unchanged, removed } = writeBundle(out, bundle);
  for (const { text } of loaded.plan.notices) output.err(`palette-bundle: note: ${text}\n`);
  output.out(`${out}: ${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed\n`);
  return 0;
}

function moment(text: string | undefined, { now }: Output): Date {
  if (text === undefined) return now();
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new Problem(`--at ${text}`, 'is not a time', 'write it like 2026-12-24T22:00Z');
  return at;
}

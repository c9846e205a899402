import { Command, CommanderError } from 'commander';
import { bundleOf } from './bundle.ts';
import { loadSite, type Sources } from './load.ts';
import { Problem } from './problem.ts';
import { packageVersion } from './settings.ts';
import { writeBundle } from './write.ts';

/** Where a command writes to. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
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
    .action((options: Sources & { out: string }) => {
      code = generate(options, output);
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

function generate({ out, ...sources }: Sources & { out: string }, output: Output): number {
  const loaded = loadSite(sources);
  const bundle = bundleOf(loaded);
  const { written, unchanged, removed } = writeBundle(out, bundle);
  for (const { text } of loaded.plan.notices) output.err(`palette-bundle: note: ${text}\n`);
  output.out(`${out}: ${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed\n`);
  return 0;
}

import { Command, CommanderError } from 'commander';
import { ConfigError } from '../exporter/config/config-error.ts';
import { loadProgram } from '../exporter/load-program.ts';
import { version } from '../exporter/package.ts';
import type { AddCommand, Output } from './commands/kit/command.ts';

/** In the order of the help. Each is loaded when it is asked for: all of them take most of a second. */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['generate', async () => (await import('./commands/generate-command.ts')).addGenerate],
  ['who', async () => (await import('./commands/who-command.ts')).addWho],
  ['oncall', async () => (await import('./commands/oncall-command.ts')).addOncall],
  ['coverage', async () => (await import('./commands/coverage-command.ts')).addCoverage],
  ['diff', async () => (await import('./commands/diff-command.ts')).addDiff],
  ['preflight', async () => (await import('./commands/preflight-command.ts')).addPreflight],
  ['report', async () => (await import('./commands/report-command.ts')).addReport],
  ['alertmanager', async () => (await import('./commands/alertmanager-command.ts')).addAlertmanager],
  ['grafana', async () => (await import('./commands/grafana-command.ts')).addGrafana],
  ['test-notify', async () => (await import('./commands/test-notify-command.ts')).addTestNotify],
  ['verify', async () => (await import('./commands/verify-command.ts')).addVerify],
]);

/** What needs no command. */
const VERSION = new Set(['--version', '-V']);

/** Runs `palette-bundle` and returns its exit code: 0 done, 1 the answer is bad, 2 the input is wrong, 3 a fault of ours. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = new Command('palette-bundle')
    .description('Generates dashboards, alert rules and contact routing for Spectro Cloud Palette.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
  for (const add of await loadProgram(program.name(), () => commandsFor(args[0] ?? ''))) {
    add(program, output, (ended) => {
      code = ended;
    });
  }

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

/** The command that comes first; where it is none, such as `--help`, all of them. */
function commandsFor(first: string): Promise<readonly AddCommand[]> {
  if (VERSION.has(first)) return Promise.resolve([]);
  const command = COMMANDS.get(first);
  return Promise.all((command === undefined ? [...COMMANDS.values()] : [command]).map((load) => load()));
}

/** A fault of ours in one line, with the place that a report of it needs. */
function faultText(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = stack.split('\n').find((line) => line.startsWith('    at ')) ?? '';
  return `internal error: ${message}${place}; please report it`.replace(/\s+/g, ' ');
}

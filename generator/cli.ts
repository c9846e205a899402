import { Command, CommanderError } from 'commander';
import { ConfigError } from '../exporter/config/read-yaml.ts';
import { version } from '../exporter/package.ts';
import { addAlertmanager } from './commands/alertmanager-command.ts';
import { addCoverage } from './commands/coverage-command.ts';
import { addDiff } from './commands/diff-command.ts';
import { addGenerate } from './commands/generate-command.ts';
import { addGrafana } from './commands/grafana-command.ts';
import type { AddCommand, Output } from './commands/kit/command.ts';
import { addOncall } from './commands/oncall-command.ts';
import { addPreflight } from './commands/preflight-command.ts';
import { addReport } from './commands/report-command.ts';
import { addTestNotify } from './commands/test-notify-command.ts';
import { addVerify } from './commands/verify-command.ts';
import { addWho } from './commands/who-command.ts';

/** In the order of the help. */
const COMMANDS: readonly AddCommand[] = [
  addGenerate,
  addWho,
  addOncall,
  addCoverage,
  addDiff,
  addPreflight,
  addReport,
  addAlertmanager,
  addGrafana,
  addTestNotify,
  addVerify,
];

/** Runs `palette-bundle` and returns its exit code: 0 done, 1 the answer is bad, 2 the input is wrong, 3 a fault of ours. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = new Command('palette-bundle')
    .description('Generates dashboards, alert rules and contact routing for Spectro Cloud Palette.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: output.out, writeErr: output.err });
  for (const add of COMMANDS) {
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

/** A fault of ours in one line, with the place that a report of it needs. */
function faultText(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = stack.split('\n').find((line) => line.startsWith('    at ')) ?? '';
  return `internal error: ${message}${place}; please report it`.replace(/\s+/g, ' ');
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ListenAddress, parseListenAddress } from './config/listen-address.ts';
import { demo } from './demo.ts';
import type { Exporter } from './exporter.ts';
import { createLog } from './log-writer.ts';
import { endOfProcess, serve } from './serve.ts';
import { scenarios } from './simulator/scenarios/index.ts';
import { type SimulatorOptions, startSimulator } from './simulator/simulator.ts';
import { type Site, sites } from './simulator/world/build/sites.ts';

/** Adds the commands that need no source, `demo` and `simulate`, and with them the world that they simulate. */
export function addSimulated(program: Command, logLevel: Option): void {
  worldOf(
    program
      .command('demo')
      .description('Serve the metrics of a simulated Palette and Local UI; needs no configuration.'),
  )
    .option(
      '--listen <address>',
      'where to serve; the scenarios are switched on the port after it',
      checkAddress,
      '127.0.0.1:9877',
    )
    .addOption(logLevel)
    .action(async ({ logLevel: level, ...options }) => {
      const { config, describe, attach, close } = await demo(options);
      const started = (url: string, exporter: Exporter) => {
        attach(exporter);
        describe(url);
      };
      await serve(config, { log: createLog(level), started, ended: close });
    });

  worldOf(
    program
      .command('simulate')
      .description(
        'Run the simulated Palette and Local UI alone, and print where they are and how to log in.',
      ),
  )
    .option('--palette <address>', 'where its API listens', parseAddress)
    .option(
      '--local-ui <address>',
      'where the first Local UI listens, the others on the ports that follow',
      parseAddress,
    )
    .option('--control <address>', 'where scenarios are switched', parseAddress)
    .action(async (options: SimulatorOptions) => simulate(options));
}

/** The world that is simulated. */
function worldOf(command: Command): Command {
  return command
    .addOption(
      new Option('--scenario <name>', 'what happens').choices(Object.keys(scenarios)).default('healthy'),
    )
    .addOption(
      new Option('--site <name>', 'how the small world is equipped')
        .choices(Object.keys(sites))
        .default('one-host-appliance' satisfies Site),
    )
    .option('--clusters <number>', 'clusters of a generated fleet', wholeNumber)
    .option('--hosts <number>', 'edge hosts of a generated fleet', wholeNumber)
    .option(
      '--seed <number>',
      'seed of a generated fleet: the same number gives the same fleet',
      wholeNumber,
    );
}

async function simulate(options: SimulatorOptions): Promise<void> {
  const told = endOfProcess();
  const { palette, localUi, control, close } = await startSimulator(options);
  process.stdout.write(`${JSON.stringify({ palette, localUi, control }, undefined, 2)}\n`);
  await told;
  await close();
  process.exit(0);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number.');
  return value;
}

function checkAddress(text: string): string {
  parseAddress(text);
  return text;
}

function parseAddress(text: string): ListenAddress {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ListenAddress, parseListenAddress } from './config/listen-address.ts';
import { scenarios } from './simulator/scenarios/index.ts';
import { type Site, sites } from './simulator/world/build/sites.ts';

/** Adds the options that say which world is simulated: those of the same names of `SimulatorOptions`. */
export function addWorldOptions(command: Command): Command {
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

/** @throws InvalidArgumentError where it is no address to listen on */
export function parseAddress(text: string): ListenAddress {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** The same text. @throws InvalidArgumentError where it is no address to listen on */
export function checkAddress(text: string): string {
  parseAddress(text);
  return text;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number.');
  return value;
}

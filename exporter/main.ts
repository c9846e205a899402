#!/usr/bin/env node
import type { Server } from 'node:http';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Logger, pino } from 'pino';
import { systemClock } from './clock.ts';
import { version } from './collection/telemetry.ts';
import { type Config, loadConfig } from './config.ts';
import { demo } from './demo.ts';
import { startExporter } from './exporter.ts';
import { parseListenAddress } from './listen-address.ts';
import { createApp, listen } from './server.ts';
import { scenarios } from './simulator/scenarios/index.ts';
import { ConfigError } from './yaml-file.ts';

/** Exit code of a wrong command line or configuration. */
const USAGE = 2;
/** After a signal everything has this long to end. */
const SHUTDOWN = 4500;

const logLevel = new Option('--log-level <level>', 'what to log')
  .choices(['debug', 'info', 'warn', 'error'])
  .default('info');

const program = new Command('palette-exporter')
  .description('Turns the state of Spectro Cloud Palette and of Local UI into Prometheus metrics.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program
  .command('serve')
  .description('Collect from the sources of a configuration and serve their metrics.')
  .requiredOption('--config <file>', 'the configuration, palette-exporter.yaml')
  .addOption(logLevel)
  .action(async ({ config, logLevel: level }: { config: string; logLevel: string }) => {
    await serve(loadConfig(config), createLog(level));
  });

program
  .command('demo')
  .description('Serve the metrics of a simulated Palette and Local UI; needs no configuration.')
  .option('--listen <address>', 'where to serve', checkAddress, '127.0.0.1:9877')
  .addOption(
    new Option('--scenario <name>', 'what happens').choices(Object.keys(scenarios)).default('healthy'),
  )
  .option('--clusters <number>', 'size of a generated fleet', wholeNumber)
  .option('--hosts <number>', 'edge hosts of a generated fleet', wholeNumber)
  .option('--seed <number>', 'of the generated fleet', wholeNumber)
  .addOption(logLevel)
  .action(async ({ logLevel: level, ...options }) => {
    const { config, describe, close } = await demo(options);
    await serve(config, createLog(level), { started: describe, ended: close });
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

interface Hooks {
  /** Called with the URL that is served. */
  readonly started?: (url: string) => void;
  readonly ended?: () => Promise<void>;
}

async function serve(config: Config, log: Logger, { started, ended }: Hooks = {}): Promise<void> {
  const exporter = startExporter(config, { log });
  const { server, url } = await listen(createApp({ exporter, clock: systemClock }), config.web.listen).catch(
    async (error: unknown) => {
      await exporter.close();
      await ended?.();
      throw error;
    },
  );
  log.info({ url, sources: config.palette.length + config.localUi.length, version }, 'serving metrics');
  started?.(url);

  const end = once(async (signal: NodeJS.Signals) => {
    log.info({ signal }, 'ending');
    setTimeout(() => process.exit(0), SHUTDOWN).unref();
    await Promise.all([close(server), exporter.close()]);
    await ended?.();
    process.exit(0);
  });
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

function once<Argument>(action: (argument: Argument) => Promise<void>): (argument: Argument) => void {
  let done = false;
  return (argument) => {
    if (done) return;
    done = true;
    void action(argument);
  };
}

function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Says what is wrong in one line a problem, and with which code to end. */
function report(error: unknown): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return USAGE;
  }
  if (error instanceof Error && 'exitCode' in error) {
    // Commander has said it already; help and version are no failure.
    return error.exitCode === 0 ? 0 : USAGE;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const address =
    error instanceof Error && 'address' in error && 'port' in error ? `${error.address}:${error.port}` : '';
  if (code === 'EADDRINUSE') {
    process.stderr.write(
      `cannot listen on ${address}: another process does; choose another address (web.listen, --listen)\n`,
    );
    return 1;
  }
  process.stderr.write(`palette-exporter: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number.');
  return value;
}

function checkAddress(text: string): string {
  try {
    parseListenAddress(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

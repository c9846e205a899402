import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { ConfigError } from './config/config-error.ts';
import { loadProgram } from './load-program.ts';
import { version } from './package.ts';

/** Exit code of a wrong command line or configuration. */
const USAGE = 2;
/** What stands first on a command line that asks for nothing simulated. */
const WITHOUT_WORLD = new Set(['serve', 'doctor', '--version', '-V']);
const LISTEN_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process does',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine does not have it',
};
const LISTEN_REMEDIES: Readonly<Record<string, string>> = {
  serve: 'choose another address with web.listen in the configuration',
  demo: 'choose another address with --listen; the scenarios are on the port after it, which must be free too',
  simulate: 'choose other addresses with --palette, --local-ui and --control',
};

const logLevel = new Option('--log-level <level>', 'least severe level to log')
  .choices(['debug', 'info', 'warn', 'error'])
  .default('info');

// A command loads what it is made of when it runs, and the configuration first, so that mistakes are told at once.
const program = new Command('palette-exporter')
  .description('Turns the state of Spectro Cloud Palette and of Local UI into Prometheus metrics.')
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program
  .command('serve')
  .description('Collect from the sources of a configuration and serve their metrics.')
  .requiredOption('--config <file>', 'the configuration, palette-exporter.yaml')
  .option('--web.config.file <file>', 'TLS and users of the web server, as for other exporters of Prometheus')
  .option('--web.enable-lifecycle', 'let POST /-/reload read the configuration again; SIGHUP always does')
  .addOption(logLevel)
  .action(async ({ config: file, logLevel: level, ...web }: ServeArguments) => {
    const { 'web.config.file': webConfig, 'web.enableLifecycle': lifecycle = false } = web;
    const { loadConfig } = await loadProgram(program.name(), () => import('./config/config.ts'));
    const read = () => {
      const config = loadConfig(file);
      if (webConfig === undefined) return config;
      return { ...config, web: { ...config.web, configFile: resolve(webConfig) } };
    };
    const config = read();
    const [{ serve }, { createLog }] = await loadProgram(program.name(), () =>
      Promise.all([import('./serve.ts'), import('./log-writer.ts')]),
    );
    await serve(config, { log: createLog(level), read, lifecycle });
  });

program
  .command('doctor')
  .description('Check each source of a configuration step by step, and the requests against the budget.')
  .requiredOption('--config <file>', 'the configuration, palette-exporter.yaml')
  .option('--json', 'print the report as JSON')
  .action(async ({ config: file, json = false }: { config: string; json?: boolean }) => {
    const { loadConfig } = await loadProgram(program.name(), () => import('./config/config.ts'));
    const config = loadConfig(file);
    const [{ examine }, { reportJson, reportText }] = await loadProgram(program.name(), () =>
      Promise.all([import('./doctor/doctor.ts'), import('./doctor/report.ts')]),
    );
    const report = await examine(config);
    process.stdout.write(json ? reportJson(report) : reportText(report));
    if (!report.ok) process.exitCode = 1;
  });

// Who serves does without the simulated world and the memory that it takes.
if (!WITHOUT_WORLD.has(process.argv[2] ?? '')) {
  const { addSimulated } = await import('./simulated-commands.ts');
  addSimulated(program, logLevel);
}

// Whoever reads what we say may have gone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
try {
  await program.parseAsync();
} catch (error) {
  // What was started before the failure would keep the process alive.
  process.exit(report(error, program.args[0] ?? ''));
}

interface ServeArguments {
  readonly config: string;
  readonly logLevel: string;
  readonly 'web.config.file'?: string;
  readonly 'web.enableLifecycle'?: true;
}

/** Says what is wrong in one line a problem, and with which code to end. */
function report(error: unknown, command: string): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return USAGE;
  }
  if (error instanceof Error && 'exitCode' in error) {
    // Commander has said it already; help and version are no failure.
    return error.exitCode === 0 ? 0 : USAGE;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
    const address = 'address' in error && 'port' in error ? `${error.address}:${error.port}` : '';
    const why = LISTEN_FAILURES[code] ?? code;
    const remedy = LISTEN_REMEDIES[command] ?? 'choose another address';
    process.stderr.write(`cannot listen on ${address}: ${why}; ${remedy}\n`);
    return 1;
  }
  process.stderr.write(`palette-exporter: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

import type { Command, Option } from 'commander';
import { endOfProcess } from './end-of-process.ts';
import type { Exporter } from './exporter.ts';
import { loadProgram } from './load-program.ts';
import { addWorldOptions, checkAddress, parseAddress } from './simulated-options.ts';
import type { SimulatorOptions } from './simulator/simulator.ts';

/** Adds the commands that need no source, `demo` and `simulate`, and with them the world that they simulate. */
export function addSimulated(program: Command, logLevel: Option): void {
  addWorldOptions(
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
      const [{ demo }, { serve }, { createLog }] = await loadProgram(program.name(), () =>
        Promise.all([import('./demo.ts'), import('./serve.ts'), import('./log-writer.ts')]),
      );
      const { config, describe, attach, close } = await demo(options);
      const started = (url: string, exporter: Exporter) => {
        attach(exporter);
        describe(url);
      };
      await serve(config, { log: createLog(level), started, ended: close });
    });

  addWorldOptions(
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
    .action(async (options: SimulatorOptions) => {
      const { startSimulator } = await loadProgram(program.name(), () => import('./simulator/simulator.ts'));
      const told = endOfProcess();
      const { palette, localUi, control, close } = await startSimulator(options);
      process.stdout.write(`${JSON.stringify({ palette, localUi, control }, undefined, 2)}\n`);
      await told;
      await close();
      process.exit(0);
    });
}

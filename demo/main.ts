#!/usr/bin/env node
import type { RequestListener } from 'node:http';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { DemoOptions } from '../exporter/demo.ts';
import { addWorldOptions, checkAddress } from '../exporter/simulated-options.ts';
import type { Chain } from './chain.ts';
import { PACES, type Pace, READING, type Size, sentenceOf, USUAL_PACE } from './pace.ts';
import { findPrograms, HOW_TO_GET, type Programs } from './programs.ts';
import type { Room } from './room.ts';

interface Arguments extends Omit<DemoOptions, 'around' | 'every'> {
  readonly prometheusBin?: string;
  readonly alertmanagerBin?: string;
  readonly pace: Pace;
  readonly logLevel: string;
}

const program = new Command('palette-demo')
  .description(
    'Shows the whole chain: a simulated Palette, the exporter, Prometheus, Alertmanager and mails.',
  )
  .option(
    '--listen <address>',
    'where the exporter serves; the control room is on the port after it',
    checkAddress,
    '127.0.0.1:9877',
  )
  .option('--prometheus-bin <path>', 'the Prometheus to start, instead of the one on the PATH')
  .option('--alertmanager-bin <path>', 'the Alertmanager to start, instead of the one on the PATH');
addWorldOptions(program)
  .addOption(
    new Option(
      '--pace <number>',
      `how many times as fast as shipped rules and escalations run: ${PACES.join(', ')}`,
    )
      .argParser(paceOf)
      .default(USUAL_PACE),
  )
  .addOption(
    new Option('--log-level <level>', 'least severe level to log')
      .choices(['debug', 'info', 'warn', 'error'])
      .default('warn'),
  )
  .action(show);

try {
  await program.parseAsync();
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  const isTaken = error instanceof Error && 'syscall' in error && error.syscall === 'listen';
  const remedy = isTaken
    ? '; choose another address with --listen, the control room is on the port after it'
    : '';
  process.stderr.write(`palette-demo: ${reason}${remedy}\n`);
  process.exit(1);
}

/** Runs the demo until the process is told to end. */
async function show({
  prometheusBin,
  alertmanagerBin,
  pace,
  logLevel,
  ...options
}: Arguments): Promise<void> {
  const programs = findPrograms({ prometheus: prometheusBin, alertmanager: alertmanagerBin });
  // Loaded only now, so that mistakes on the command line are told at once.
  const [{ demo }, { serve }, { createLog }, { createRoom }, { createControlRoom }] = await Promise.all([
    import('../exporter/demo.ts'),
    import('../exporter/serve.ts'),
    import('../exporter/log-writer.ts'),
    import('./room.ts'),
    import('./control-room.ts'),
  ]);
  // The room needs the simulator, whose server it is served by.
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  let control = answer;
  const running = await demo({
    ...options,
    every: READING,
    around: (inner) => {
      control = inner;
      return (request, response) => answer(request, response);
    },
  });
  const room = createRoom(running.simulator);
  answer = createControlRoom(room, control, pace);

  let chain: Promise<Chain | undefined> | undefined;
  await serve(running.config, {
    log: createLog(logLevel),
    started: (url, exporter) => {
      running.attach(exporter);
      if (!('prometheus' in programs)) running.describe(url);
      chain = attachChain(room, {
        programs,
        exporter: url,
        controlRoom: running.simulator.control.url,
        size: options.clusters === undefined && options.hosts === undefined ? 'site' : 'fleet',
        pace,
      });
    },
    async ended() {
      room.close();
      await (await chain)?.close();
      await running.close();
    },
  });
}

interface Place {
  readonly programs: Programs | readonly string[];
  readonly exporter: string;
  readonly controlRoom: string;
  readonly size: Size;
  readonly pace: Pace;
}

/** Starts what stands behind the exporter, or says why it does not, and where to look. */
async function attachChain(
  room: Room,
  { programs, exporter, controlRoom, size, pace }: Place,
): Promise<Chain | undefined> {
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  if (!('prometheus' in programs)) {
    const missing = `${programs.join(' and ')} not found`;
    say(`No alerts and mails: ${missing}. ${HOW_TO_GET}.\n\nControl room: ${controlRoom}/`);
    room.attach(exporter, `${missing}. ${HOW_TO_GET}.`);
    return undefined;
  }
  say('Starting Prometheus and Alertmanager behind the exporter of a simulated Palette ...');
  try {
    const { startChain } = await import('./chain.ts');
    const chain = await startChain(programs, { exporter, clusters: controlRoom }, size, pace);
    room.attach(exporter, chain);
    say(`Exporter      ${exporter}/\nPrometheus    ${chain.prometheus}\nAlertmanager  ${chain.alertmanager}`);
    say(
      `Bundle        ${chain.folder}\n\n${sentenceOf(pace)} Press Ctrl-C to end it.\n\nControl room: ${controlRoom}/`,
    );
    return chain;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    say(`No alerts and mails: ${reason}\n\nControl room: ${controlRoom}/`);
    room.attach(exporter, reason);
    return undefined;
  }
}

function paceOf(text: string): Pace {
  const pace = PACES.find((one) => String(one) === text);
  if (pace === undefined) throw new InvalidArgumentError(`Allowed choices are ${PACES.join(', ')}.`);
  return pace;
}

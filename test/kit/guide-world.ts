import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { freePort, startChild } from '../../demo/kit/child-program.ts';
import { demo } from '../../exporter/demo.ts';
import { startExporter } from '../../exporter/exporter.ts';
import { systemClock } from '../../exporter/time/clock.ts';
import { createApp, listen } from '../../exporter/web/server.ts';
import { type Binaries, binaries } from './binaries.ts';
import { eventually } from './eventually.ts';
import { fakeGrafana } from './fake-grafana.ts';
import { ROOT } from './imports.ts';
import { startMailSink } from './mail-sink.ts';
import { bundle } from './run-bundle.ts';
import { temporaryFolder } from './temporary.ts';

/** What a command did. */
export interface Done {
  readonly code: number;
  /** Both streams, with the addresses that guides use in place of the real ones. */
  readonly said: string;
}

/** The place in which a reader follows one guide: a folder, and behind the addresses of the guides what runs there. */
export interface Desk {
  write(name: string, text: string): void;
  /** Runs a line as a shell would. */
  run(command: string): Promise<Done>;
  close(): Promise<void>;
}

export interface GuideWorld {
  /** A folder that holds the files of the site, for one guide after the other. */
  desk(): Desk;
  close(): Promise<void>;
}

/** What is there before a guide begins: the files that it speaks of without showing them. */
const SITE = join(import.meta.dirname, '../fixtures/guides');
/** The person of the site that reads the guides. */
const READER = 'Mira Okafor';
const SITE_FILES = ['operations.md', 'routing.yaml', 'settings.yaml', 'palette-exporter.yaml'];

/**
 * Starts what guides talk to, once for all: a simulated Palette with its exporter, a Prometheus with the generated rules, a
 * Grafana that only keeps what it is given, and a mail server. An Alertmanager starts where a guide speaks to it.
 */
export async function startGuideWorld(): Promise<GuideWorld> {
  const folder = temporaryFolder();
  const programs = binaries('current');
  const ports = { prometheus: await freePort(), alertmanager: await freePort() };
  const simulated = await demo({ listen: '127.0.0.1:0', scenario: 'healthy', every: '20s' });
  const log = pino({ level: 'silent' });
  const exporter = startExporter(simulated.config, { log });
  const { server, url } = await listen(
    createApp({ exporter, clock: systemClock }),
    simulated.config.web.listen,
  );
  const [grafanaServer, grafana] = await fakeGrafana();
  const sink = await startMailSink();
  const addresses: Addresses = [
    ['https://palette.example.com', simulated.simulator.palette.url],
    ['https://grafana.example.com', grafana.url],
    ['127.0.0.1:9877', new URL(url).host],
    ['127.0.0.1:9090', `127.0.0.1:${ports.prometheus}`],
    ['127.0.0.1:9093', `127.0.0.1:${ports.alertmanager}`],
    ['127.0.0.1:1025', sink.address],
    ['/etc/palette-exporter/', ''],
    ['edge-1', simulated.simulator.world.clusters[0]?.name ?? ''],
  ];
  const tools = writeTools(join(folder, 'bin'), programs);
  const generated = join(folder, 'bundle');
  const secrets = { 'api-key': simulated.simulator.palette.apiKey, 'grafana-token': 'secret' };
  const site = [...siteFiles(addresses), ...Object.entries(secrets)];
  for (const [name, text] of site) writeFileSync(join(folder, name), text);
  const inputs = ['--contacts', 'operations.md', '--routing', 'routing.yaml', '--settings', 'settings.yaml'];
  await bundleIn(folder, ['generate', ...inputs, '--out', generated]);
  const prometheus = await startChild(programs.prometheus, ports.prometheus, [
    `--config.file=${join(generated, 'prometheus/prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
  ]);
  await eventually('the exporter to be scraped', async () => {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=palette_node_ready`);
    return (await answer.text()).includes('"metric"');
  });
  return {
    desk: () => openDesk({ addresses, site, tools, generated, programs, port: ports.alertmanager }),
    async close() {
      await Promise.all([prometheus.close(), exporter.close(), sink.close(), simulated.close()]);
      for (const one of [server, grafanaServer]) {
        one.closeAllConnections();
        one.close();
      }
    },
  };
}

/** Pairs of what stands in guides and what it is here. */
type Addresses = readonly (readonly [string, string])[];

interface DeskParts {
  readonly addresses: Addresses;
  readonly site: readonly (readonly [string, string])[];
  /** Folder with the programs that guides call. */
  readonly tools: string;
  /** The bundle of the site. */
  readonly generated: string;
  readonly programs: Binaries;
  /** Where Alertmanager listens. */
  readonly port: number;
}

function openDesk({ addresses, site, tools, generated, programs, port }: DeskParts): Desk {
  const folder = temporaryFolder();
  const real = (text: string) =>
    addresses.reduce((so, [shown, is]) => so.replaceAll(shown, is), text.replaceAll('Your Name', READER));
  const shown = (text: string) =>
    addresses.reduce(
      (so, [said, is]) => (is === '' ? so : so.replaceAll(is, said)),
      text.replaceAll(`${folder}/`, ''),
    );
  let alertmanager: ReturnType<typeof startChild> | undefined;
  /** With the configuration that the guide keeps, or that of the bundle. */
  const needAlertmanager = () => {
    const own = join(folder, 'alertmanager.yml');
    const config = existsSync(own) ? own : join(generated, 'alertmanager/alertmanager.yaml');
    alertmanager ??= startChild(programs.alertmanager, port, [
      `--config.file=${config}`,
      `--storage.path=${join(folder, '.alertmanager')}`,
      // Empty: no gossip port.
      '--cluster.listen-address=',
    ]);
    return alertmanager;
  };
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), real(text));
  };
  for (const [name, text] of site) writeFileSync(join(folder, name), text, { mode: 0o600 });
  cpSync(generated, join(folder, 'bundle'), { recursive: true });
  return {
    write,
    async run(command) {
      if (command.includes(':9093')) await needAlertmanager();
      const words = plainWords(real(command));
      const { code, said } = words
        ? await bundleIn(folder, words)
        : await shell(real(command), folder, tools);
      return { code, said: shown(said) };
    },
    async close() {
      await (await alertmanager)?.close();
    },
  };
}

/** The arguments of a call of `palette-bundle` that needs no shell. */
function plainWords(command: string): readonly string[] | undefined {
  const [, args] = /^(?:npx )?palette-bundle ([^|;&<>$#'`\\]*)$/.exec(command) ?? [];
  return args === undefined
    ? undefined
    : [...args.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** Runs `palette-bundle` in this process, as if it had been called in a folder: to start it costs more than what it does. */
async function bundleIn(folder: string, args: readonly string[]): Promise<Done> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const { code, out, err } = await bundle(args, new Date());
    return { code, said: err + out };
  } finally {
    process.chdir(before);
  }
}

function shell(command: string, cwd: string, tools: string): Promise<Done> {
  const env = { ...process.env, PATH: `${tools}:${process.env.PATH}` };
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['-o', 'pipefail', '-c', command],
      { cwd, env },
      (error, stdout, stderr) => {
        resolve({
          code: typeof error?.code === 'number' ? error.code : error ? 1 : 0,
          said: stderr + stdout,
        });
      },
    );
    child.stdin?.end();
  });
}

/** Puts the programs that guides call into a folder for the `PATH`. */
function writeTools(folder: string, { promtool, amtool, alertmanager }: Binaries): string {
  mkdirSync(folder);
  const node = (main: string) => `exec "${process.execPath}" "${join(ROOT, 'dist', main, 'main.js')}" "$@"`;
  const scripts = {
    'palette-bundle': node('generator'),
    'palette-exporter': node('exporter'),
    npx: 'exec "$@"',
    promtool: `exec "${promtool}" "$@"`,
    amtool: `exec "${amtool}" "$@"`,
    alertmanager: `exec "${alertmanager}" "$@"`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

function siteFiles(addresses: Addresses): readonly (readonly [string, string])[] {
  const real = (text: string) => addresses.reduce((so, [shown, is]) => so.replaceAll(shown, is), text);
  return SITE_FILES.map((name) => [name, real(readFileSync(join(SITE, name), 'utf8'))] as const);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { configuredSources } from '../../exporter/simulator/configured-sources.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { systemClock } from '../../exporter/time/clock.ts';
import { createApp, listen } from '../../exporter/web/server.ts';
import { run } from '../../generator/cli.ts';
import { FLAVOURS, type Flavour } from '../kit/binaries.ts';
import { eventually } from '../kit/eventually.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { type MailSink, startMailSink } from '../kit/mail-sink.ts';
import { checkMetrics } from '../kit/prometheus-tools.ts';
import { type Alertmanager, startAlertmanager } from '../kit/start-alertmanager.ts';
import { type Prometheus, startPrometheus } from '../kit/start-prometheus.ts';

const CONTACTS = `
| Role | Contact | Availability |
|---|---|---|
| Platform team | Mira Lindqvist (mira@example.com) | Primary technical contact |
| Platform team | Anselm Okoye (anselm@example.com) | Backup |
| Site crew | Juno Vasquez (juno@example.com) | On-site infrastructure |
| Storage team | Tariq Bell (tariq@example.com) | Storage architecture |
`;

const ROUTING = `
fallback: Platform team
routes:
  - name: Hosts
    components: [edge-host]
    tell: Site crew
    escalate:
      - after: 30m
        to: Platform team
  - name: Storage
    components: [storage]
    tell: Storage team
`;

/**
 * As a site may set them: short, so that nobody has to wait. A lost host mutes what is said about its node and its cluster,
 * so that it has to be noticed first, and for longer. The other alerts have stories of their own.
 */
const ALERTS: Readonly<Record<string, object>> = {
  PaletteEdgeHostUnhealthy: { for: '2s', keepFiringFor: '10s' },
  PaletteNodeNotReady: { for: '6s', keepFiringFor: '1s' },
  PaletteClusterUnhealthy: { for: '10s' },
};

const HOST_DOWN = 'An edge host that a cluster uses is unhealthy. assembly-line';

/** Stand in the bundle until the programs have told their ports. */
const ALERTMANAGER = 'alertmanager.example.com:9093';
const MAIL_SERVER = 'mail.example.com:25';
/** The exporter's own limit; Palette's rate limits are kept as well. */
const EVERY = '1s';

/** Long enough that the step that hangs says so itself. */
const STORY = 120_000;

let simulator: Simulator;
let exporter: Running;

beforeAll(async () => {
  simulator = await startSimulator();
  exporter = await startExporting(simulator);
});

afterAll(async () => {
  await exporter?.close();
  await simulator?.close();
});

describe('the whole chain', () => {
  let stacks: readonly Stack[];

  beforeEach(async () => {
    await play('healthy');
    const bundle = await generate({
      prometheus: {
        scrapeTarget: new URL(exporter.url).host,
        alertmanager: ALERTMANAGER,
        scrapeInterval: '1s',
      },
      alerts: Object.fromEntries(alerts.map(({ name }) => [name, ALERTS[name] ?? { enabled: false }])),
      alertmanager: {
        groupWait: '3s',
        groupInterval: '3s',
        smtp: { smarthost: MAIL_SERVER, from: 'monitoring@example.com', requireTls: false },
      },
    });
    stacks = await Promise.all(FLAVOURS.map((flavour) => startStack(flavour, bundle)));
  });
  afterEach(async () => {
    await Promise.all((stacks ?? []).map((stack) => stack.close()));
  });

  const onEach = async (what: string, check: (stack: Stack) => unknown) => {
    await Promise.all(
      stacks.map((stack) =>
        eventually(`${what} (${stack.flavour})`, async () => {
          await check(stack);
          return true;
        }),
      ),
    );
  };

  test(
    'when a node dies and comes back, the person of the contact table hears it, and nobody else',
    async () => {
      await onEach('the metrics of a healthy world', async ({ prometheus }) => {
        expect(await prometheus.query('palette_node_ready == 1')).toHaveLength(3);
        expect(await prometheus.query('palette_edge_host_healthy == 1')).toHaveLength(4);
      });
      await onEach('no alert', async ({ prometheus }) => expect(await prometheus.alerts()).toEqual([]));

      await play('node-down');
      await onEach('the alerts, those that follow from the host muted', async ({ alertmanager }) => {
        const seen = await states(alertmanager);
        expect(seen).toMatchObject({
          PaletteEdgeHostUnhealthy: 'active',
          PaletteNodeNotReady: 'suppressed',
          PaletteClusterUnhealthy: 'suppressed',
        });
        const active = Object.keys(seen).filter((name) => seen[name] === 'active');
        expect(active).toEqual(['PaletteEdgeHostUnhealthy']);
      });
      await onEach('the mail', ({ sink }) => expect(sink.mails).toHaveLength(1));
      for (const { sink } of stacks) {
        expect(sink.mails).toMatchObject([
          {
            recipients: ['juno@example.com'],
            to: ['juno@example.com'],
            subject: `[FIRING critical] ${HOST_DOWN}`,
            text: expect.stringContaining('Edge host assembly-3 of cluster assembly-line is unhealthy'),
            html: expect.stringContaining(`href="http://${ALERTMANAGER}/#/silences/new?filter=`),
          },
        ]);
      }

      await play('healthy');
      await onEach('nothing to be left', async ({ prometheus, alertmanager }) => {
        expect(await prometheus.alerts()).toEqual([]);
        expect(await states(alertmanager)).toEqual({});
      });
      await onEach('the word that it is over', ({ sink }) =>
        expect(sink.mails.filter(({ recipients }) => recipients.includes('juno@example.com'))).toMatchObject([
          { subject: `[FIRING critical] ${HOST_DOWN}` },
          { to: ['juno@example.com'], subject: `[RESOLVED] ${HOST_DOWN}` },
        ]),
      );
    },
    STORY,
  );
});

test.each(FLAVOURS)('promtool %s finds nothing to say about the metrics', async (flavour) => {
  const answer = await fetch(`${exporter.url}/metrics`);

  expect(await checkMetrics(flavour, await answer.text())).toEqual({ accepted: true, output: '' });
});

interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** The exporter on a free port, reading the simulated Palette and its Local UIs. */
async function startExporting(simulator: Simulator): Promise<Running> {
  const config = parseConfig(
    {
      ...configuredSources(simulator, 'plant'),
      collectors: { clusters: { every: EVERY }, nodes: { every: EVERY }, edge_hosts: { every: EVERY } },
    },
    'end-to-end',
  );
  const running: Exporter = startExporter(config, { log: pino({ level: 'silent' }) });
  const app = createApp({ exporter: running, clock: systemClock });
  const { server, url } = await listen(app, { host: '127.0.0.1', port: 0 });
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
      await running.close();
    },
  };
}

interface Stack {
  readonly flavour: Flavour;
  readonly sink: MailSink;
  readonly alertmanager: Alertmanager;
  readonly prometheus: Prometheus;
  close(): Promise<void>;
}

/** Prometheus, Alertmanager and a mail server, configured by a freshly generated bundle. */
async function startStack(flavour: Flavour, bundle: ReadonlyMap<string, string>): Promise<Stack> {
  const sink = await startMailSink();
  const file = (path: string) => bundle.get(path) ?? expect.fail(`the bundle has no ${path}`);
  const alertmanager = await startAlertmanager({
    flavour,
    config: file('alertmanager/alertmanager.yaml').replaceAll(MAIL_SERVER, sink.address),
    files: { 'palette.tmpl': file('alertmanager/palette.tmpl') },
    args: [`--web.external-url=http://${ALERTMANAGER}/`],
  });
  const rules = [...bundle].filter(([path]) => path.startsWith('prometheus/rules/'));
  const prometheus = await startPrometheus({
    flavour,
    config: file('prometheus/prometheus.yaml').replaceAll(ALERTMANAGER, alertmanager.address),
    files: Object.fromEntries(rules.map(([path, text]) => [path.slice('prometheus/'.length), text])),
  });
  return {
    flavour,
    sink,
    alertmanager,
    prometheus,
    async close() {
      await Promise.all([prometheus, alertmanager, sink].map((part) => part.close()));
    },
  };
}

/** The files that `palette-bundle generate` writes for the contact table and the routing above. */
async function generate(settings: unknown): Promise<ReadonlyMap<string, string>> {
  const folder = await temporaryFolder();
  try {
    const args = [
      ...['--contacts', await folder.write('contacts.md', CONTACTS)],
      ...['--routing', await folder.write('routing.yaml', ROUTING)],
      ...['--settings', await folder.write('settings.yaml', settings)],
    ];
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const out = join(folder.path, 'bundle');
    const code = await run(['generate', '--out', out, ...args], {
      out: say,
      err: say,
      now: () => new Date(),
    });
    expect(code, said.join('')).toBe(0);
    return filesIn(out);
  } finally {
    await folder.remove();
  }
}

function filesIn(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

async function play(scenario: string): Promise<void> {
  const answer = await fetch(`${simulator.control.url}/scenarios/${scenario}`, { method: 'POST' });
  expect(answer.status).toBe(200);
}

async function states(alertmanager: Alertmanager): Promise<Record<string, string>> {
  const alerts = await alertmanager.alerts();
  return Object.fromEntries(alerts.map(({ labels, status }) => [labels.alertname, status.state]));
}

import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type ConfigInput, loadConfig } from '../../../exporter/config/config.ts';
import { startExporter } from '../../../exporter/exporter.ts';
import { createReload } from '../../../exporter/reload.ts';
import {
  type SimulatorOptions,
  type Simulator as SimulatorServers,
  startSimulator,
} from '../../../exporter/simulator/simulator.ts';
import { createApp, listen } from '../../../exporter/web/server.ts';
import { recordingRuleGroups, ruleGroups } from '../../../generator/outputs/prometheus/alerting-rules.ts';
import { loadSite, siteFrom } from '../../../generator/site.ts';
import type { Flavour } from '../../kit/binaries.ts';
import { eventually } from '../../kit/eventually.ts';
import { temporaryFolder } from '../../kit/folder.ts';
import { type Prometheus, startPrometheus } from '../../kit/start-prometheus.ts';
import { createTimeLapse, type TimeLapse } from './time-lapse.ts';

export interface ObservatoryOptions {
  readonly flavour: Flavour;
  /** What passes in the world in one of our seconds, such as `5m`. */
  readonly pace: string;
  /** The time of the world at the beginning. */
  readonly start?: number;
  readonly simulator?: SimulatorOptions;
  readonly config?: Partial<ConfigInput> | ((simulator: SimulatorServers) => Partial<ConfigInput>);
  /** Between two scrapes and two evaluations, in our time. */
  readonly interval?: string;
  /** Only these rules are loaded, besides the recording rules; absent: all. */
  readonly alerts?: readonly string[];
}

/** A simulated world, the exporter that reads it, and a Prometheus with the generated rules that scrapes the exporter. */
export interface Observatory {
  readonly lapse: TimeLapse;
  readonly simulator: SimulatorServers;
  readonly exporter: WatchedExporter;
  readonly prometheus: Prometheus;
  close(): Promise<void>;
}

export interface WatchedExporter {
  /** Writes another configuration file and has it read, as `POST /-/reload` does. */
  reconfigure(text: string): Promise<void>;
  /** Ends its web server. */
  leave(): void;
}

const START = Date.parse('2026-11-22T09:00:00Z');
/** Where nothing else is said. */
const INTERVAL = '500ms';
/** On a machine that is busy with other tests it takes long until all collectors have run. */
const SETTLED = 60_000;

/** Starts all three and waits until Prometheus has seen all that there is. */
export async function startObservatory(options: ObservatoryOptions): Promise<Observatory> {
  const lapse = createTimeLapse(options.start ?? START, options.pace);
  const simulator = await startSimulator({ clock: lapse.clock, ...options.simulator });
  simulator.world.platform.isRateLimited = false;
  const exporter = await startWatched(simulator, lapse, options);
  const { interval = INTERVAL } = options;
  const prometheus = await startPrometheus({
    flavour: options.flavour,
    config: {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
      rule_files: ['rules.yaml'],
      scrape_configs: [
        {
          job_name: 'palette-exporter',
          static_configs: [{ targets: [new URL(exporter.url).host], labels: { namespace: 'monitoring' } }],
        },
      ],
    },
    files: { 'rules.yaml': { groups: rulesIn(lapse, options.alerts) } },
  });
  await settle(prometheus);
  return {
    lapse,
    simulator,
    exporter,
    prometheus,
    async close() {
      await prometheus.close();
      await exporter.close();
      await simulator.close();
    },
  };
}

/** Waits until no series come along any more. */
async function settle(prometheus: Prometheus): Promise<void> {
  let before = 0;
  await eventually(
    'all metrics to be there',
    async () => {
      await sleep(2000);
      const [series] = await prometheus.query('count({__name__=~"palette_.+"})');
      const isAll = series !== undefined && series.value === before;
      before = series?.value ?? 0;
      return isAll;
    },
    SETTLED,
  );
}

async function startWatched(simulator: SimulatorServers, { clock }: TimeLapse, options: ObservatoryOptions) {
  const config = typeof options.config === 'function' ? options.config(simulator) : options.config;
  const folder = await temporaryFolder({ 'exporter.yaml': { ...sourcesOf(simulator), ...config } });
  const file = `${folder.path}/exporter.yaml`;
  const log = pino({ level: 'silent' });
  const read = () => loadConfig(file);
  const exporter = startExporter(read(), { log, clock });
  const reload = createReload({ read, exporter, log, clock });
  const app = createApp({ exporter, clock, reload });
  const { server, url } = await listen(app, { host: '127.0.0.1', port: 0 });
  const leave = () => {
    server.close();
    server.closeAllConnections();
  };
  return {
    url,
    leave,
    async reconfigure(text: string) {
      await folder.write('exporter.yaml', text);
      await fetch(`${url}/-/reload`, { method: 'POST' });
    },
    async close() {
      leave();
      await exporter.close();
      await folder.remove();
    },
  };
}

/** All of the simulator's servers as sources of the exporter. */
function sourcesOf({ palette: { url, apiKey, system, cert }, localUi }: SimulatorServers): ConfigInput {
  return {
    palette: [
      {
        name: 'pma',
        url,
        apiKey,
        budgetShare: 1,
        system,
        ...(cert !== undefined && { tls: { pinSha256: pinOf(cert) } }),
      },
    ],
    localUi: localUi.map(({ pinSha256, ...host }) => ({ ...host, tls: { pinSha256 } })),
  };
}

function pinOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** The generated rules in the time of the lapse; twins for those who are told later say nothing new. */
function rulesIn({ shorten, translate }: TimeLapse, only: readonly string[] | undefined): object[] {
  const { plan, settings } = loadSite({});
  const recordings = recordingRuleGroups(settings).map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ({ ...rule, expr: translate(rule.expr) })),
  }));
  const alerts = ruleGroups(siteFrom(plan, settings))
    .map(({ name, rules }) => ({
      name,
      rules: rules
        .filter(({ alert, labels }) => labels.escalation === undefined && (only?.includes(alert) ?? true))
        .map((rule) => ({
          ...rule,
          expr: translate(rule.expr),
          for: shorten(rule.for),
          ...(rule.keep_firing_for !== undefined && { keep_firing_for: shorten(rule.keep_firing_for) }),
        })),
    }))
    .filter(({ rules }) => rules.length > 0);
  return [...recordings, ...alerts];
}

import { type Clock, systemClock } from '../clock.ts';
import type { Schedule } from '../collection/collector.ts';
import { createTelemetry, type Telemetry } from '../collection/telemetry.ts';
import type { Config, LocalUiConfig, PaletteConfig } from '../config.ts';
import { settingsOf } from '../settings.ts';
import { type Configured, sourcesOf } from '../sources.ts';
import { systemSourceName } from '../system-console/console.ts';
import { type Check, check } from './check.ts';
import { judgeTrial } from './collectors.ts';
import { checkName } from './dns.ts';
import { judgeKey } from './key.ts';
import { judgeLogin } from './login.ts';
import { type Load, type PrefixPlan, planOf } from './plan.ts';
import { type Probe, probesOf, type Trial } from './probe.ts';
import { judgeScope } from './scope.ts';
import { checkPort } from './tcp.ts';
import { checkCertificate } from './tls.ts';

/** What was found out about a source. */
export interface SourceReport {
  readonly source: string;
  readonly kind: 'palette' | 'system console' | 'Local UI';
  readonly url: string;
  readonly checks: readonly Check[];
}

export interface Report {
  /** Whether nothing failed. */
  readonly ok: boolean;
  readonly sources: readonly SourceReport[];
  readonly plan: readonly PrefixPlan[];
}

/**
 * Examines the sources of a configuration step by step, each step with what the exporter itself would send, and holds
 * the requests of all collectors against the budget. It logs in and reads, and changes nothing.
 */
export async function examine(config: Config, clock: Clock = systemClock): Promise<Report> {
  const meter = createMeter();
  const configured = sourcesOf(config, { clock, telemetry: meter.telemetry, budgets: new Map() });
  const examination: Examination = {
    clock,
    meter,
    settings: (collector) => settingsOf(config, collector),
    isConfigured: (collector) => config.collectors[collector]?.every !== undefined,
    find: (name) => configured.find((source) => source.name === name),
    loads: [],
  };

  const sources: SourceReport[] = [];
  for (const palette of config.palette) sources.push(...(await examinePalette(palette, examination)));
  for (const host of config.localUi) sources.push(await examineHost(host, examination));
  const plan = plansOf(examination.loads);
  const verdicts = [...sources.flatMap(({ checks }) => checks), ...plan].map(({ verdict }) => verdict);
  return { ok: !verdicts.includes('failed'), sources, plan };
}

interface Examination {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly settings: (collector: Schedule) => ReturnType<typeof settingsOf>;
  find(source: string): Configured | undefined;
  /** Whether the configuration sets the interval of a collector. */
  isConfigured(collector: string): boolean;
  readonly loads: { address: string; budgetShare: number; load: Load }[];
}

async function examinePalette(palette: PaletteConfig, examination: Examination): Promise<SourceReport[]> {
  const { name, url, system } = palette;
  const network = await examineNetwork(palette, examination);
  const tenant = await examineCollectors(name, network, examination, palette);
  const trials = tenant.trials;
  const now = examination.clock.now() / 1000;
  const more = tenant.loggedIn ? [judgeKey(trials.get('api_keys'), now), judgeScope(palette, trials)] : [];
  const reports: SourceReport[] = [
    {
      source: name,
      kind: 'palette',
      url: url.href,
      checks: [...network, tenant.login, ...more, ...tenant.checks],
    },
  ];
  if (system === undefined) return reports;
  const source = systemSourceName(name);
  const { login, checks } = await examineCollectors(source, network, examination, palette);
  return [...reports, { source, kind: 'system console', url: url.href, checks: [login, ...checks] }];
}

async function examineHost(host: LocalUiConfig, examination: Examination): Promise<SourceReport> {
  const network = await examineNetwork(host, examination);
  const { login, checks } = await examineCollectors(host.name, network, examination);
  return { source: host.name, kind: 'Local UI', url: host.url.href, checks: [...network, login, ...checks] };
}

/** Name, port and certificate; each only where the one before it holds. */
async function examineNetwork(
  { url, tls }: Pick<PaletteConfig, 'url' | 'tls'>,
  { clock }: Examination,
): Promise<readonly Check[]> {
  const name = await checkName(url);
  if (name.verdict === 'failed') return [name];
  const port = await checkPort(url);
  if (port.verdict === 'failed') return [name, port];
  return [name, port, await checkCertificate(url, tls, clock.now())];
}

interface Tried {
  readonly login: Check;
  readonly loggedIn: boolean;
  readonly checks: readonly Check[];
  readonly trials: ReadonlyMap<string, Trial | undefined>;
}

/** Tries all collectors of a source, unless it cannot be reached or refuses the login. */
async function examineCollectors(
  source: string,
  network: readonly Check[],
  { meter, settings, isConfigured, find, loads }: Examination,
  palette?: PaletteConfig,
): Promise<Tried> {
  const trials = new Map<string, Trial | undefined>();
  const nothing = (login: Check): Tried => ({ login, loggedIn: false, checks: [], trials });
  if (network.some(({ verdict }) => verdict === 'failed')) {
    return nothing(check('login', 'skipped', 'the source cannot be reached'));
  }
  const connection = find(source)?.connect();
  if (connection === undefined) return nothing(check('login', 'skipped', 'there is no such source'));
  try {
    const probes = probesOf(connection, settings);
    const watching = probes.find(({ collector }) => collector.watches);
    const first = watching && (await meter.measure(watching));
    const login = judgeLogin(first?.trial);
    if (login.verdict === 'failed') return nothing(login);
    const checks: Check[] = [];
    for (const probe of probes) {
      const { trial, measured } = probe === watching && first ? first : await meter.measure(probe);
      trials.set(probe.collector.name, trial);
      checks.push(judgeTrial(probe, trial));
      if (palette === undefined) continue;
      const { name: collector, reads, isRound } = probe.collector;
      const load = {
        source,
        collector,
        interval: probe.interval,
        requests: probe.requests(),
        reads,
        isRound,
        isConfigured: isConfigured(collector),
        measured,
      };
      loads.push({ address: palette.url.origin, budgetShare: palette.budgetShare, load });
    }
    return { login, loggedIn: true, checks, trials };
  } finally {
    await connection.close();
  }
}

/** Sources at the same address share its budget. */
function plansOf(loads: Examination['loads']): readonly PrefixPlan[] {
  const addresses = new Map<string, { address: string; budgetShare: number; loads: Load[] }>();
  for (const { address, budgetShare, load } of loads) {
    const key = `${address} ${budgetShare}`;
    const entry = addresses.get(key) ?? { address, budgetShare, loads: [] };
    addresses.set(key, entry);
    entry.loads.push(load);
  }
  return [...addresses.values()].flatMap((entry) => planOf(entry.address, entry.loads, entry.budgetShare));
}

interface Measured {
  readonly trial: Trial | undefined;
  /** Requests by prefix. */
  readonly measured: ReadonlyMap<string, number>;
}

/** Tells what one probe after the other sends. */
interface Meter {
  readonly telemetry: Telemetry;
  measure(probe: Probe): Promise<Measured>;
}

function createMeter(): Meter {
  let counts = new Map<string, number>();
  return {
    telemetry: {
      ...createTelemetry(),
      answered: (_source, prefix) => void counts.set(prefix, (counts.get(prefix) ?? 0) + 1),
    },
    async measure(probe) {
      counts = new Map();
      const trial = await probe.run();
      return { trial, measured: counts };
    },
  };
}

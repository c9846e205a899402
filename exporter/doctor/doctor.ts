import type { Schedule } from '../collection/collector.ts';
import { WHOLE } from '../collection/shard.ts';
import { createTelemetry, type Telemetry } from '../collection/telemetry.ts';
import { settingsOf } from '../config/collector-settings.ts';
import type { Config, LocalUiConfig, LocalUiTemplate, PaletteConfig } from '../config/config.ts';
import { clustersOf } from '../local-ui/api/local-clusters.ts';
import type { EdgeHostRef } from '../palette/api/fleet.ts';
import { type Connection, hostSource, sourcesOf } from '../source-list.ts';
import { type Configured, discover } from '../sources/discovery.ts';
import { createLoginMemory } from '../sources/login-memory.ts';
import { proxyFor } from '../sources/proxy.ts';
import { systemSourceName } from '../system-console/api/system-console.ts';
import { type Clock, systemClock } from '../time/clock.ts';
import { type Check, check } from './check.ts';
import { judgeHosts, judgeKey, judgeLogin, judgeScope, judgeTrial, MOST_HOSTS } from './collector-checks.ts';
import { clusterProbesOf, type Probe, probesOf, type Trial } from './collector-probe.ts';
import { checkCertificate, checkName, checkPort } from './network-checks.ts';
import { type Load, type PrefixPlan, planOf } from './request-plan.ts';

/** What was found out about a source. */
export interface SourceReport {
  readonly source: string;
  readonly kind: 'palette' | 'system console' | 'Local UI' | 'Local UIs of palette';
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
  const logins = config.stateFile === undefined ? undefined : createLoginMemory(config.stateFile);
  const options = { clock, telemetry: meter.telemetry, budgets: new Map(), logins };
  // What one shard may not read none of them may.
  const configured = sourcesOf({ ...config, shard: WHOLE }, options);
  const examination: Examination = {
    clock,
    meter,
    settings: (collector) => settingsOf(config, collector),
    isConfigured: (collector) => config.collectors[collector]?.every !== undefined,
    find: (name) => configured.find((source) => source.name === name),
    clusters: new Set(),
    loads: [],
  };

  const sources: SourceReport[] = [];
  const edgeHosts = new Map<string, EdgeHosts>();
  for (const palette of config.palette) {
    const { reports, hosts } = await examinePalette(palette, examination);
    sources.push(...reports);
    edgeHosts.set(palette.name, hosts);
  }
  for (const host of config.localUi) {
    sources.push(await examineHost(host, examination.find(host.name), examination));
  }
  for (const template of config.localUiFromPalette) {
    const hosts = edgeHosts.get(template.palette);
    const found = discover({ ...config, localUiFromPalette: [template] }, () => hosts?.listed ?? []);
    sources.push(reportHosts(template, hosts, found.length));
    for (const { source, edgeHost } of found.slice(0, MOST_HOSTS)) {
      sources.push(await examineHost(source, hostSource(source, edgeHost, options), examination));
    }
  }
  const plan = plansOf(examination.loads);
  const verdicts = [...sources.flatMap(({ checks }) => checks), ...plan].map(({ verdict }) => verdict);
  return { ok: !verdicts.includes('failed'), sources, plan };
}

interface Examination {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly settings: (collector: Schedule) => ReturnType<typeof settingsOf>;
  find(source: string): Configured<Connection> | undefined;
  /** Whether the configuration sets the interval of a collector. */
  isConfigured(collector: string): boolean;
  /** The locally managed ones that were tried through one of their hosts. */
  readonly clusters: Set<string>;
  readonly loads: { address: string; budgetShare: number; load: Load }[];
}

/** The edge hosts that a Palette lists, and how it went. */
interface EdgeHosts {
  readonly listed: readonly EdgeHostRef[];
  /** Undefined: they were not asked for. */
  readonly trial: Trial | undefined;
}

async function examinePalette(
  palette: PaletteConfig,
  examination: Examination,
): Promise<{ reports: readonly SourceReport[]; hosts: EdgeHosts }> {
  const { name, url, system } = palette;
  const network = await examineNetwork(palette, examination);
  const tenant = await examineCollectors(examination.find(name), network, examination, palette);
  const trials = tenant.trials;
  const now = examination.clock.now() / 1000;
  const more = tenant.loggedIn ? [judgeKey(trials.get('api_keys'), now), judgeScope(palette, trials)] : [];
  const report: SourceReport = {
    source: name,
    kind: 'palette',
    url: url.href,
    checks: [...network, tenant.login, ...more, ...tenant.checks],
  };
  const hosts = { listed: tenant.edgeHosts, trial: trials.get('edge_hosts') };
  if (system === undefined) return { reports: [report], hosts };
  const source = systemSourceName(name);
  const { login, checks } = await examineCollectors(examination.find(source), network, examination, palette);
  const console: SourceReport = { source, kind: 'system console', url: url.href, checks: [login, ...checks] };
  return { reports: [report, console], hosts };
}

async function examineHost(
  host: LocalUiConfig,
  configured: Configured<Connection> | undefined,
  examination: Examination,
): Promise<SourceReport> {
  const network = await examineNetwork(host, examination);
  const { login, checks } = await examineCollectors(configured, network, examination);
  return { source: host.name, kind: 'Local UI', url: host.url.href, checks: [...network, login, ...checks] };
}

/** What of the Local UIs that a Palette leads to will be examined. */
function reportHosts(
  { palette, url }: LocalUiTemplate,
  hosts: EdgeHosts | undefined,
  found: number,
): SourceReport {
  const checks = [judgeHosts(palette, hosts?.trial, hosts?.listed.length ?? 0, found)];
  return { source: palette, kind: 'Local UIs of palette', url, checks };
}

/** Name, port and certificate; each only where the one before it holds. */
async function examineNetwork(
  { url, tls, proxy = proxyFor(url) }: Pick<PaletteConfig, 'url' | 'tls' | 'proxy'>,
  { clock }: Examination,
): Promise<readonly Check[]> {
  // Behind a proxy it is for the proxy to find and reach the source.
  const next = proxy ?? url;
  const name = await checkName(next);
  if (name.verdict === 'failed') return [name];
  const port = await checkPort(next);
  if (port.verdict === 'failed') return [name, port];
  return [name, port, await checkCertificate(url, tls, clock.now(), proxy)];
}

interface Tried {
  readonly login: Check;
  readonly loggedIn: boolean;
  readonly checks: readonly Check[];
  readonly trials: ReadonlyMap<string, Trial | undefined>;
  /** Those that a Palette told of. */
  readonly edgeHosts: readonly EdgeHostRef[];
}

/** Tries all collectors of a source, unless it cannot be reached or refuses the login. */
async function examineCollectors(
  source: Configured<Connection> | undefined,
  network: readonly Check[],
  { meter, settings, isConfigured, loads, clusters }: Examination,
  palette?: PaletteConfig,
): Promise<Tried> {
  const trials = new Map<string, Trial | undefined>();
  const nothing = (login: Check): Tried => ({ login, loggedIn: false, checks: [], trials, edgeHosts: [] });
  if (network.some(({ verdict }) => verdict === 'failed')) {
    return nothing(check('login', 'skipped', 'the source cannot be reached'));
  }
  const connection = source?.connect();
  if (connection === undefined) return nothing(check('login', 'skipped', 'there is no such source'));
  try {
    const probes = probesOf(connection, settings);
    const watching = probes.find(({ collector }) => collector.watches);
    const first = watching && (await meter.measure(watching));
    const login = judgeLogin(first?.trial, watching?.collector.reads);
    if (login.verdict === 'failed') return nothing(login);
    const checks: Check[] = [];
    for (const probe of probes) {
      const { trial, measured } = probe === watching && first ? first : await meter.measure(probe);
      trials.set(probe.collector.name, trial);
      checks.push(judgeTrial(probe, trial));
      if (palette === undefined) continue;
      const { name: collector, reads, isRound } = probe.collector;
      const load = {
        source: connection.name,
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
    for (const [uid, cluster] of clustersOf(connection.host === undefined ? [] : [connection.host])) {
      if (clusters.has(uid)) continue;
      clusters.add(uid);
      for (const probe of clusterProbesOf(cluster, settings)) {
        checks.push(judgeTrial(probe, (await meter.measure(probe)).trial));
      }
    }
    return { login, loggedIn: true, checks, trials, edgeHosts: connection.fleet?.edgeHosts ?? [] };
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

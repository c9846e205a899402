import type { Scheduler, Settings } from '../collection/scheduler.ts';
import type { Config, LocalUiConfig } from '../config/config.ts';
import { discover } from '../local-ui/api/discovered-hosts.ts';
import type { EdgeHostRef, Fleet } from '../palette/api/fleet.ts';
import type { Clock } from '../time/clock.ts';
import type { Configured, Connection } from './source-list.ts';

interface KeepOptions {
  readonly config: () => Config;
  readonly fleetOf: (palette: string) => Fleet | undefined;
  readonly sourceOf: (source: LocalUiConfig, edgeHost: string) => Configured;
  /** By name of the source: those that are connected. */
  readonly connections: Map<string, Connection>;
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How often it is asked whether Palette has told anything new. */
const LOOK = 5000;

/** Makes a source of each Local UI that can be discovered, for as long as it can. Ends when the signal is aborted. */
export async function keepDiscovered(options: KeepOptions): Promise<void> {
  const { config, fleetOf, clock, signal } = options;
  let seen: readonly unknown[] = [];
  while (!signal.aborted) {
    const current = config();
    const edgeHosts = new Map<string, readonly EdgeHostRef[]>();
    for (const { palette } of current.localUiFromPalette) {
      edgeHosts.set(palette, fleetOf(palette)?.edgeHosts ?? NONE);
    }
    // The lists are replaced whole with each sweep of Palette.
    const basis = [current, ...edgeHosts.values()];
    if (basis.length !== seen.length || basis.some((part, index) => part !== seen[index])) {
      seen = basis;
      await reconcile(current, (palette) => edgeHosts.get(palette) ?? NONE, options);
    }
    await clock.sleep(LOOK, signal).catch(() => undefined);
  }
}

const NONE: readonly EdgeHostRef[] = [];

async function reconcile(
  config: Config,
  edgeHostsOf: (palette: string) => readonly EdgeHostRef[],
  { sourceOf, connections, scheduler, settings }: KeepOptions,
): Promise<void> {
  const wanted = new Map(
    discover(config, edgeHostsOf).map(({ source, edgeHost }) => [source.name, sourceOf(source, edgeHost)]),
  );
  for (const [name, { fingerprint, close }] of connections) {
    if (wanted.get(name)?.fingerprint === fingerprint) continue;
    connections.delete(name);
    await scheduler.remove(name);
    await close();
  }
  for (const [name, source] of wanted) {
    if (connections.has(name)) continue;
    const connection = source.connect();
    connections.set(name, connection);
    connection.start(scheduler, settings);
  }
}

import type { Collector } from '../../exporter/collection/collector.ts';
import { createTelemetry } from '../../exporter/collection/telemetry.ts';
import { visit } from '../../exporter/collection/visit.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { createPaletteClient } from '../../exporter/palette/api/client.ts';
import { createFleet, type Fleet } from '../../exporter/palette/api/fleet.ts';
import { openPalette, type Palette } from '../../exporter/palette/api/palette.ts';
import type { ProjectSelection } from '../../exporter/palette/api/selected-projects.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { createHttp } from '../../exporter/sources/http.ts';
import { createSecret } from '../../exporter/sources/secret.ts';
import { textOf } from './exposition-text.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { parseSamples, type Sample } from './parse-samples.ts';

export interface Sweep {
  readonly reason: string;
  readonly message: string | undefined;
  readonly missing: number;
  readonly dropped: number;
  readonly projects: ReadonlyMap<string, boolean>;
  /** None where the run failed. */
  readonly samples: readonly Sample[];
  /** Requests that it took. */
  readonly requests: number;
}

/** A simulated Palette behind a fault proxy, and a client that runs collectors on it, one run at a time. */
export interface ProxiedPalette {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
  readonly clock: FakeClock;
  readonly fleet: Fleet;
  sweep(collector: Collector<Palette<Fleet>>): Promise<Sweep>;
  close(): Promise<void>;
}

/** @param late milliseconds that the clock of Palette is behind */
export async function proxiedPalette(
  options: SimulatorOptions,
  { projects = 'all', late = 0 }: { readonly projects?: ProjectSelection; readonly late?: number } = {},
): Promise<ProxiedPalette> {
  const clock = fakeClock();
  const behind = { ...clock, now: () => clock.now() - late };
  const simulator = await startSimulator({ clock: behind, ...options });
  simulator.world.platform.isRateLimited = false;
  const proxy = await startFaultProxy(simulator.palette.url);
  const name = 'pma';
  const client = createPaletteClient({
    name,
    http: createHttp({
      who: 'palette "pma"',
      url: new URL(proxy.url),
      connections: 2,
      timeout: 30_000,
      maxBody: 2 ** 24,
    }),
    apiKey: createSecret({ value: simulator.palette.apiKey }, 'apiKey'),
    clock,
    // The clock stands still during a run.
    budgetShare: 1000,
    budgets: new Map(),
    telemetry: createTelemetry(),
  });
  const fleet = createFleet(clock);
  const parts = { name, client, fleet, projects, clusterTags: [], detailed: new Set<string>(), clock };
  const { signal } = new AbortController();

  return {
    simulator,
    proxy,
    clock,
    fleet,
    async sweep(collector) {
      const source = {
        name,
        labels: { palette: name },
        open: (run: Parameters<typeof openPalette>[1]) => openPalette(parts, run),
      };
      let text = '';
      const context = { source, collector, signal, store: { writer: createRows } };
      const { outcome, ...told } = await visit(context, (rows) => {
        text = textOf(rows);
      });
      const message = outcome.reason === 'ok' ? undefined : outcome.message;
      return { reason: outcome.reason, message, samples: parseSamples(text), ...told };
    },
    async close() {
      await client.close();
      await proxy.close();
      await simulator.close();
    },
  };
}

import { type Collector, type Item, requestsOf, type Schedule } from '../collection/collector.ts';
import type { Source } from '../collection/job.ts';
import type { Outcome } from '../collection/outcome.ts';
import type { Settings } from '../collection/scheduler.ts';
import { visit } from '../collection/visit.ts';
import { createRows } from '../exposition/rows.ts';
import { sourceOf } from '../local-ui/api/local-clusters.ts';
import type { ClusterMembers } from '../local-ui/api/local-ui.ts';
import { clusterCollectors } from '../local-ui/index.ts';
import type { Endpoint } from '../metric/endpoint.ts';
import type { Rows } from '../metric/snapshot.ts';
import type { Connection } from '../source-list.ts';

/** A collector of a source that can be tried. */
export interface Probe {
  readonly collector: Schedule & {
    readonly reads: readonly Endpoint[];
    /** Whether it tells if the source is there at all. */
    readonly watches: boolean;
    /** Whether it visits objects one by one. */
    readonly isRound: boolean;
  };
  /** Milliseconds between two runs, or two rounds over all items. */
  readonly interval: number;
  /** Requests of one run or round, from what is known by now. */
  requests(): number;
  /** Runs it once: over the source, or over its first item. Undefined: there is no item. */
  run(): Promise<Trial | undefined>;
}

/** How a try went. */
export interface Trial {
  readonly outcome: Outcome;
  /** Whether it could not read one of the projects that the configuration names. */
  readonly lacksProject: boolean;
  readonly requests: number;
  readonly rows: Rows | undefined;
  /** Items that were left for the next ones to try. */
  readonly untried: number;
}

/** The enabled collectors of a connection in their order: those come first that others depend on. */
export function probesOf(connection: Pick<Connection, 'start'>, settings: Settings): readonly Probe[] {
  const probes: Probe[] = [];
  connection.start(
    { add: (source, collectors) => void probes.push(...enabled(source, collectors, settings)) },
    settings,
  );
  return probes;
}

/** The same of a locally managed cluster, asked through its hosts. */
export function clusterProbesOf(cluster: ClusterMembers, settings: Settings): readonly Probe[] {
  return enabled(sourceOf(cluster), clusterCollectors, settings);
}

function enabled<Api>(
  source: Source<Api>,
  collectors: readonly Collector<Api>[],
  settings: Settings,
): readonly Probe[] {
  const { signal } = new AbortController();
  return collectors.flatMap((collector) => {
    const interval = settings(collector)?.interval;
    return interval === undefined ? [] : probeOf(source, collector, interval, signal);
  });
}

function probeOf<Api>(
  source: Source<Api>,
  collector: Collector<Api>,
  interval: number,
  signal: AbortSignal,
): Probe {
  const api = source.open({ stats: { requests: 0, dropped: 0 }, signal });

  async function tryOn(item: Item | undefined, untried: number): Promise<Trial> {
    let rows: Rows | undefined;
    const take = (taken: Rows) => {
      rows = taken;
    };
    const { outcome, requests, projects } = await visit(
      { source, collector, store: { writer: createRows }, signal },
      take,
      item,
    );
    return { outcome, requests, rows, untried, lacksProject: [...projects.values()].includes(false) };
  }

  return {
    collector: {
      ...collector,
      watches: collector.always !== undefined,
      isRound: collector.items !== undefined,
    },
    interval,
    requests: () => requestsOf(collector, api),
    async run() {
      if (collector.items === undefined) return tryOn(undefined, 0);
      const [first, ...others] = collector.items(api);
      return first && tryOn(first, others.length);
    },
  };
}

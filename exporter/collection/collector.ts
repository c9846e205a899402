import type { Emit } from '../metric/emit.ts';
import type { Endpoint } from '../metric/endpoint.ts';
import type { Metric } from '../metric/metric.ts';

/** One of several objects that a collector visits one after the other, spread over its interval. */
export interface Item {
  /** Unique within the collector; its series vanish when the item is no longer listed. */
  readonly key: string;
  /** Changes when the object does: a changed item is visited before its turn. */
  readonly version: string;
  /** Whether it is visited before others that are as new as it is: something is wrong with it. */
  readonly isUrgent?: boolean;
}

/**
 * A collector reads one kind of thing from one source and emits its samples. It is a value, not a process: the
 * scheduler decides when it runs, counts what it does and keeps its last snapshot.
 *
 * Without `items` a run covers the whole source; with `items` a run covers one of them and the runs are spread evenly
 * over `every`, changed items first.
 */
export interface Collector<Api, Visited extends Item | undefined = Item | undefined> {
  /** snake_case, unique among the collectors of all sources; the key in the configuration and in self metrics. */
  readonly name: string;
  /** What it tells, in one sentence for the reference. */
  readonly describes: string;
  /** Default interval, as Prometheus writes durations. */
  readonly every: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Endpoints it calls. */
  readonly reads: readonly Endpoint[];
  /** What `detail: true` in the configuration adds; without it the key is not accepted. */
  readonly detail?: string;
  /** What `detail: false` in the configuration leaves, where that is less than it tells by itself. */
  readonly brief?: string;
  /**
   * Its series are shown however old they are, because they are counters: one that went away with its source and came
   * back with the old value would look like new occurrences, all of them.
   */
  readonly keeps?: boolean;
  /**
   * What is asked for first after a start, the lowest number before the next one and all others: what people look for
   * first, and what others follow from.
   */
  readonly sight?: number;
  /** Off unless the configuration enables it. */
  readonly optional?: boolean;
  /**
   * Where several exporters share a source each of them reads it, since others follow from what it tells, and shows its
   * own part (`shard.ts`). Other lists are read by one of them; what has `items` is divided by these.
   */
  readonly isShared?: boolean;
  /**
   * Requests of one round over the whole source, from what is known of it. Left out where it is one request for each
   * item, or a single one; `requestsOf` tells it of any collector.
   */
  requests?(api: Api): number;
  items?(api: Api): readonly NonNullable<Visited>[];
  /** Emits the samples of one run. A failure is thrown as a `SourceError`; its samples are then discarded. */
  collect(api: Api, emit: Emit, visited: Visited): Promise<void>;
  /**
   * Emits what holds whether or not the run succeeded. Unlike the snapshot it never grows stale, so it tells that the
   * source is down while the rest falls silent. A collector that has it is the one that watches its source.
   */
  always?(api: Api, emit: Emit, ok: boolean): void;
}

/** What decides when a collector runs. */
export type Schedule = Pick<Collector<never>, 'name' | 'every' | 'optional'>;

/** Types a collector whose run covers the whole source. */
export function defineCollector<Api>(collector: Omit<Collector<Api, undefined>, 'items'>): Collector<Api> {
  return collector;
}

/** Types a collector that visits the objects listed by its `items` one by one. */
export function defineItemCollector<Api, Visited extends Item>(
  collector: Collector<Api, Visited> & { items(api: Api): readonly Visited[] },
): Collector<Api> {
  return collector;
}

/** Requests of one round of a collector over the whole source, from what is known of it. */
export function requestsOf<Api>(
  { requests, items }: Pick<Collector<Api>, 'requests' | 'items'>,
  api: Api,
): number {
  return requests?.(api) ?? items?.(api).length ?? 1;
}

import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Store } from '../exposition/store.ts';
import type { Collector, Schedule } from './collector.ts';
import { createItemJob } from './item-job.ts';
import { createSweepJob, type Job, type JobSettings, type JobStatus, type Source } from './job.ts';

/** Runs collectors on sources, each at its own pace, until it is stopped. */
export interface Scheduler {
  /**
   * Starts the collectors of a source.
   *
   * @param settings of a collector; undefined leaves the collector out
   */
  add<Api>(
    source: Source<Api>,
    collectors: readonly Collector<Api>[],
    settings: (collector: Schedule) => JobSettings | undefined,
  ): void;
  /** Stops the collectors of a source and takes its series away. */
  remove(source: string): Promise<void>;
  status(): readonly Readonly<JobStatus>[];
  /** Stops everything and waits until it has come to rest. The snapshots stay. */
  stop(): Promise<void>;
}

/** How often snapshots are checked for their age. */
const EXPIRY_CHECK = 5000;

export function createScheduler({
  clock,
  store,
  log,
}: {
  clock: Clock;
  store: Store;
  log: Logger;
}): Scheduler {
  const sources = new Map<string, { jobs: Job[]; work: Promise<unknown>; stop: AbortController }>();
  const stopping = new AbortController();
  const expiry = ignoreAbort(watchAge(), stopping.signal);

  async function watchAge(): Promise<void> {
    for (;;) {
      await clock.sleep(EXPIRY_CHECK, stopping.signal);
      for (const { jobs } of sources.values()) for (const job of jobs) await job.expire();
    }
  }

  return {
    add(source, collectors, settings) {
      if (sources.has(source.name)) throw new Error(`source "${source.name}" is there already`);
      const stop = new AbortController();
      const jobs = collectors.flatMap((collector) => {
        const own = settings(collector);
        if (own === undefined) return [];
        const context = { source, collector, settings: own, clock, store, log, signal: stop.signal };
        return [collector.items ? createItemJob(context) : createSweepJob(context)];
      });
      const work = Promise.all(jobs.map((job) => ignoreAbort(job.work(), stop.signal)));
      sources.set(source.name, { jobs, work, stop });
    },
    async remove(name) {
      const source = sources.get(name);
      if (source === undefined) return;
      sources.delete(name);
      source.stop.abort();
      await source.work;
      await store.drop({ source: name });
    },
    status: () => [...sources.values()].flatMap(({ jobs }) => jobs.map(({ status }) => status)),
    async stop() {
      stopping.abort();
      for (const { stop } of sources.values()) stop.abort();
      await Promise.all([expiry, ...[...sources.values()].map(({ work }) => work)]);
    },
  };
}

async function ignoreAbort(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

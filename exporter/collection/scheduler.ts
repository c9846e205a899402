import { setMaxListeners } from 'node:events';
import type { Logger } from 'pino';
import type { Clock } from '../time/clock.ts';
import type { Collector, Schedule } from './collector.ts';
import { createItemJob } from './item-job.ts';
import type { Job, JobContext, JobSettings, JobStatus, Source } from './job.ts';
import { createPresence } from './presence.ts';
import { createSweepJob } from './sweep-job.ts';

/** Runs collectors on sources, each at its own pace, until it is stopped. */
export interface Scheduler {
  /**
   * Starts the collectors of a source.
   *
   * @param settings of a collector; undefined leaves the collector out
   */
  add<Api>(source: Source<Api>, collectors: readonly Collector<Api>[], settings: Settings): void;
  /** Stops the collectors of a source and takes its series away. */
  remove(source: string): Promise<void>;
  /** Gives all collectors other settings; those that go on keep their series. */
  reconfigure(settings: Settings): Promise<void>;
  status(): readonly Readonly<JobStatus>[];
  /** Stops everything and waits until it has come to rest. The snapshots stay. */
  stop(): Promise<void>;
}

export type Settings = (collector: Schedule) => JobSettings | undefined;

/** How often snapshots are checked for their age. */
const EXPIRY_CHECK = 5000;

export function createScheduler(shared: Pick<JobContext<unknown>, 'clock' | 'store' | 'log'>): Scheduler {
  const { clock, store } = shared;
  const sources = new Map<string, readonly Running[]>();
  const stopping = new AbortController();
  const expiry = keepOn(watchAge, { ...shared, what: 'expiry', signal: stopping.signal });

  async function watchAge(): Promise<void> {
    for (;;) {
      await clock.sleep(EXPIRY_CHECK, stopping.signal);
      for (const running of [...sources.values()].flat()) await running.job()?.expire();
    }
  }

  return {
    add(source, collectors, settings) {
      if (sources.has(source.name)) throw new Error(`source "${source.name}" is there already`);
      const isWatched = collectors.some((one) => one.always !== undefined && settings(one) !== undefined);
      // Asked once a second by each job that visits items.
      const areAll = (meets: (sweep: Readonly<JobStatus>) => boolean) =>
        running.every((one) => {
          const sweep = one.sweep();
          return sweep === undefined || meets(sweep);
        });
      const lists = {
        areTried: () => areAll(({ reason }) => reason !== undefined),
        areRead: () => areAll(({ hasSeenAll }) => hasSeenAll),
      };
      const own = { ...shared, presence: createPresence(isWatched), lists };
      const running: readonly Running[] = collectors.map((collector) =>
        createRunning(source, collector, own),
      );
      sources.set(source.name, running);
      for (const one of running) one.start(settings);
    },
    async remove(name) {
      const running = sources.get(name);
      if (running === undefined) return;
      sources.delete(name);
      await Promise.all(running.map((one) => one.stop()));
      await store.drop({ source: name });
    },
    async reconfigure(settings) {
      await Promise.all([...sources.values()].flat().map((one) => one.reconfigure(settings)));
    },
    status: () => [...sources.values()].flat().flatMap((one) => one.job()?.status ?? []),
    async stop() {
      stopping.abort();
      await Promise.all([expiry, ...[...sources.values()].flat().map((one) => one.stop())]);
    },
  };
}

/** A collector of a source, whether at work or not enabled. */
interface Running {
  job(): Job | undefined;
  /** What is known of it where it is at work on a list. */
  sweep(): Readonly<JobStatus> | undefined;
  start(settings: Settings): void;
  reconfigure(settings: Settings): Promise<void>;
  stop(): Promise<void>;
}

function createRunning<Api>(
  source: Source<Api>,
  collector: Collector<Api>,
  shared: Pick<JobContext<Api>, 'clock' | 'store' | 'log' | 'presence' | 'lists'>,
): Running {
  let current:
    | { job: Job; settings: JobSettings; stopping: AbortController; done: Promise<void> }
    | undefined;

  function start(settings: Settings): void {
    const wanted = settings(collector);
    if (wanted === undefined) return;
    const own = { ...wanted };
    const stopping = new AbortController();
    const { signal } = stopping;
    // Every visit listens while it is under way, and every request of it.
    setMaxListeners(0, signal);
    const context = { ...shared, source, collector, settings: own, signal };
    const job = collector.items ? createItemJob(context) : createSweepJob(context);
    const what = `${source.name}: ${collector.name}`;
    current = { job, settings: own, stopping, done: keepOn(() => job.work(), { ...shared, what, signal }) };
  }

  async function stop(): Promise<void> {
    const stopped = current;
    current = undefined;
    stopped?.stopping.abort();
    await stopped?.done;
  }

  return {
    job: () => current?.job,
    sweep: () => (collector.items === undefined ? current?.job.status : undefined),
    start,
    stop,
    async reconfigure(settings) {
      const wanted = settings(collector);
      if (current === undefined) start(settings);
      else if (wanted !== undefined) Object.assign(current.settings, wanted);
      else {
        await stop();
        await shared.store.drop({ source: source.name, collector: collector.name });
      }
    },
  };
}

const RESTART = 60_000;

/** Until the signal is aborted: what fails unexpectedly is logged and begins anew; nothing else is affected. */
async function keepOn(
  work: () => Promise<void>,
  { what, clock, log, signal }: { what: string; clock: Clock; log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      log.error({ err: error, what }, 'failed by a fault of the exporter; tried again in a minute');
      await clock.sleep(RESTART, signal).catch(() => undefined);
    }
  }
}

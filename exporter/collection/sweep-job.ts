import { type Job, type JobContext, maxAgeOf, newStatus } from './job.ts';
import { countFailures, endsWithReturn, gaveRows, longestWatch, nextRun } from './standby.ts';
import { conclude, takeLosses, visit } from './visit.ts';

/** A waiting job looks this often whether its interval was changed, or its source is back. */
const LOOK = 30_000;
/** One that was refused looks this often whether its key or password was replaced. */
const LOOK_AT_CREDENTIALS = 5000;

/** A job whose run covers the whole source. */
export function createSweepJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, store, presence, signal } = context;
  const key = { source: source.name, collector: collector.name, item: 'snapshot' };
  const status = newStatus(context);
  let failures = 0;

  async function run(): Promise<void> {
    const started = clock.now();
    const { outcome, ...visited } = await visit(context, (rows) => {
      // Before it is published, lest the snapshot be taken for an old one.
      status.lastSuccess = clock.now();
      status.series = rows.series;
      return store.publish(key, rows);
    });
    status.requests = visited.requests;
    takeLosses(status, visited);
    if (gaveRows(outcome.reason)) {
      status.missing = visited.missing;
      status.projects = visited.projects;
    }
    status.duration = clock.now() - started;
    const stretched = gaveRows(outcome.reason) ? status.duration : status.interval;
    status.interval = Math.max(settings.interval, stretched);
    failures = countFailures(outcome.reason, status.reason ?? 'ok', failures);
    await conclude(context, status, outcome);
  }

  /** Milliseconds from the start of the last run to the next one. */
  function pause(random: number): number {
    const wait = nextRun(
      status.reason ?? 'ok',
      settings.interval,
      failures,
      status.lastSuccess !== undefined,
      random,
    );
    // What watches the source also tells when it is back.
    return collector.always ? Math.min(wait, longestWatch(settings.interval)) : wait;
  }

  /** @param before the run: how often the source had come back, and the version of its key or password */
  async function rest(started: number, before: { returns: number; credentials: string | undefined }) {
    const random = Math.random();
    for (let from = started; ; ) {
      // The clock may have been set back.
      from = Math.min(from, clock.now());
      const left = from + pause(random) - clock.now();
      if (left <= 0) return;
      const isRefused = status.reason === 'unauthorized';
      const isBack = presence.returns > before.returns && endsWithReturn(status.reason ?? 'ok');
      if (isBack || (isRefused && source.credentials?.() !== before.credentials)) {
        failures = 0;
        return;
      }
      await clock.sleep(Math.min(left, isRefused ? LOOK_AT_CREDENTIALS : LOOK), signal);
    }
  }

  return {
    status,
    async work() {
      for (;;) {
        const started = clock.now();
        const before = { returns: presence.returns, credentials: source.credentials?.() };
        await run();
        await rest(started, before);
      }
    },
    async expire() {
      if (collector.keeps || status.series === 0 || status.lastSuccess === undefined) return;
      if (clock.now() - status.lastSuccess <= maxAgeOf(settings, status)) return;
      status.series = 0;
      await store.drop(key);
    },
  };
}

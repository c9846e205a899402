import { type Job, type JobContext, maxAgeOf, newStatus } from './job.ts';
import { concernsSource, countFailures, endsWithReturn, gaveRows, longestWatch, nextRun } from './standby.ts';
import { conclude, takeLosses, visit } from './visit.ts';

/** A waiting job looks this often whether its interval was changed. */
const LOOK = 30_000;
/** One that failed looks this often whether its source is back. */
const LOOK_FOR_RETURN = 10_000;
/** One that was refused looks this often whether its key or password was replaced. */
const LOOK_AT_CREDENTIALS = 5000;

/** A list that fails so often in a row although its source is there is not to be waited for. */
const PATIENCE = 3;
/** One that waits for other lists looks this often. */
const LOOK_AT_LISTS = 1000;

/** A job whose run covers the whole source. */
export function createSweepJob<Api>(context: JobContext<Api>): Job {
  const { source, collector, settings, clock, store, presence, lists, signal } = context;
  const key = { source: source.name, collector: collector.name, item: 'snapshot' };
  const status = newStatus(context);
  let failures = 0;

  async function run(): Promise<void> {
    const started = clock.now();
    const sight = status.hasSeenAll ? undefined : collector.sight;
    const { outcome, ...visited } = await visit({ ...context, sight }, (rows) => {
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
    const isHopeless = presence.isHere && failures >= PATIENCE;
    status.hasSeenAll ||= !concernsSource(outcome.reason) || isHopeless;
    await conclude(context, status, outcome);
    if (visited.gained) presence.tellGained();
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

  /**
   * While other lists have not been tried once, those that have been are not read again, as long as what they gave is not
   * old. What watches the source does not wait.
   */
  function isHeldUp(): boolean {
    if (collector.always !== undefined || !gaveRows(status.reason ?? 'ok') || lists.areTried()) return false;
    return clock.now() - (status.lastSuccess ?? 0) < settings.maxAge / 2;
  }

  /** @param before the run: how often the source had come back, and the version of its key or password */
  async function rest(started: number, before: { returns: number; credentials: string | undefined }) {
    const random = Math.random();
    for (let from = started; ; ) {
      // The clock may have been set back.
      from = Math.min(from, clock.now());
      const left = from + pause(random) - clock.now();
      if (left <= 0 && !isHeldUp()) return;
      const mayReturn = endsWithReturn(status.reason ?? 'ok');
      const isRefused = status.reason === 'unauthorized';
      const isBack = presence.returns > before.returns && mayReturn;
      if (isBack || (isRefused && source.credentials?.() !== before.credentials)) {
        failures = 0;
        return;
      }
      if (left <= 0) await clock.sleep(LOOK_AT_LISTS, signal);
      else await clock.sleep(Math.min(left, lookOf({ isRefused, mayReturn })), signal);
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

function lookOf({ isRefused, mayReturn }: { isRefused: boolean; mayReturn: boolean }): number {
  if (isRefused) return LOOK_AT_CREDENTIALS;
  return mayReturn ? LOOK_FOR_RETURN : LOOK;
}

import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import type { Exporter } from './exporter.ts';
import type { Clock } from './time/clock.ts';

/** What came of reading the configuration again. */
export interface Reloaded {
  readonly result: 'applied' | 'unchanged' | 'refused' | 'failed';
  /** What to tell whoever asked for it; may have several lines. */
  readonly message: string;
}

interface ReloadOptions {
  readonly read: () => Config;
  readonly exporter: Exporter;
  readonly log: Logger;
  readonly clock: Clock;
}

/** Reads the configuration again, one time after the other; a wrong one is refused and the old one stays in use. */
export function createReload({ read, exporter, log, clock }: ReloadOptions): () => Promise<Reloaded> {
  let queue: Promise<unknown> = Promise.resolve();
  exporter.telemetry.reloaded(true, clock.now());

  async function reload(): Promise<Reloaded> {
    const next = read();
    const before = exporter.config;
    const { added, changed, removed } = await exporter.apply(next);
    const isSame = JSON.stringify(next) === JSON.stringify(before);
    if (isSame && changed.length === 0) {
      return { result: 'unchanged', message: 'the configuration has not changed' };
    }
    log.info({ added, changed, removed }, 'configuration applied');
    if (JSON.stringify(next.web) !== JSON.stringify(before.web)) {
      log.warn('web.listen and web.configFile take effect at the next start');
    }
    const counts = `added ${added.length}, changed ${changed.length}, removed ${removed.length}`;
    return { result: 'applied', message: `configuration applied; sources: ${counts}` };
  }

  function refusal(error: unknown): Reloaded {
    if (error instanceof ConfigError) {
      for (const problem of error.message.split('\n')) log.error(`configuration refused: ${problem}`);
      return { result: 'refused', message: error.message };
    }
    log.error({ err: error }, 'configuration could not be applied');
    return { result: 'failed', message: 'the configuration could not be applied; see the log' };
  }

  return () => {
    const turn = queue.then(reload).catch(refusal);
    queue = turn;
    return turn.then((reloaded) => {
      exporter.telemetry.reloaded(['applied', 'unchanged'].includes(reloaded.result), clock.now());
      return reloaded;
    });
  };
}

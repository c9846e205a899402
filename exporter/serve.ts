import type { RequestListener, Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import { endOfProcess } from './end-of-process.ts';
import { type Exporter, startExporter } from './exporter.ts';
import { defaultMetrics } from './exposition/live.ts';
import { version } from './package.ts';
import { createReload } from './reload.ts';
import { systemClock } from './time/clock.ts';
import { createApp, listen } from './web/server.ts';
import { watchWebConfig } from './web/web-config.ts';

interface ServeOptions {
  readonly log: Logger;
  /** Reads the configuration again, for SIGHUP and, with `lifecycle`, for `/-/reload`. */
  readonly read?: () => Config;
  /** Whether those who reach the web server may have it read again. */
  readonly lifecycle?: boolean;
  /** Called with the URL that is served. */
  readonly started?: (url: string, exporter: Exporter) => void;
  readonly ended?: () => Promise<void>;
}

/** After a signal everything has this long to end. */
const SHUTDOWN = 4500;
/** Scrapes under way have this long. */
const LAST_ANSWERS = 1000;
/**
 * How much more than what is in use the heap takes before it is cleaned up, in percent. Of all that is read hardly anything
 * is kept, so that V8's own choice, some hundred percent, would hold the memory of answers that are done with: 100 MB with
 * 1,000 clusters. At 30 the exporter takes an eighth more CPU and 10 to 20 MB less (`test/bench/RESULTS.md`).
 */
const SPARE_HEAP = 60;

/** Runs the exporter and its web server until the process is told to end. */
export async function serve(
  config: Config,
  { log, read, lifecycle = false, started, ended }: ServeOptions,
): Promise<void> {
  const told = endOfProcess();
  setFlagsFromString(`--heap-growing-percent=${SPARE_HEAP}`);
  const { configFile } = config.web;
  const web = configFile === undefined ? undefined : { current: watchWebConfig(configFile, log), log };

  // Before the sources are asked, since nobody could read what they say where the address is taken.
  let app: RequestListener = (_, response) => void response.writeHead(503).end();
  const { server, url } = await listen((...exchange) => app(...exchange), config.web.listen, web).catch(
    async (error: unknown) => {
      await ended?.();
      throw error;
    },
  );
  const exporter = startExporter(config, { log });
  defaultMetrics(exporter.telemetry.registry);
  const clock = systemClock;
  const reload = read && createReload({ read, exporter, log, clock });
  app = createApp({
    exporter,
    clock,
    log,
    ...(reload && { reload, lifecycle }),
    ...(web && { web: web.current }),
  });
  if (reload) process.on('SIGHUP', () => void reload());
  log.info({ url, sources: config.palette.length + config.localUi.length, version }, 'serving metrics');
  started?.(url, exporter);

  log.info({ signal: await told }, 'ending');
  setTimeout(() => process.exit(0), SHUTDOWN).unref();
  await Promise.all([close(server), exporter.close()]);
  await ended?.();
  process.exit(0);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    setTimeout(() => server.closeAllConnections(), LAST_ANSWERS).unref();
  });
}

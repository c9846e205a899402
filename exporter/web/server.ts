import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ListenAddress } from '../config/listen-address.ts';
import type { Exporter } from '../exporter.ts';
import { renderLive } from '../exposition/live.ts';
import { negotiate } from '../exposition/negotiate.ts';
import { send } from '../exposition/response.ts';
import type { Reloaded } from '../reload.ts';
import type { Clock } from '../time/clock.ts';
import { basicAuth } from './basic-auth.ts';
import { configPage } from './config-page.ts';
import { answerFault, notFound, only } from './errors.ts';
import { limitAnswers, limitConnections, limitRate, limitUnread } from './load-limit.ts';
import { discovery, probe } from './probe.ts';
import { readiness } from './readiness.ts';
import { runbookPage } from './runbook-page.ts';
import { statusPage } from './status-page.ts';
import { createWebServer } from './tls.ts';
import type { WebConfig } from './web-config.ts';

interface AppOptions {
  readonly exporter: Exporter;
  readonly clock: Clock;
  /** Where faults are told; nowhere if absent. */
  readonly log?: Logger;
  /** Reads the configuration again; absent where there is none to read. */
  readonly reload?: () => Promise<Reloaded>;
  /** Whether `/-/reload` may be asked for it (`--web.enable-lifecycle`). */
  readonly lifecycle?: boolean;
  /** Users and headers; absent: everybody may read. */
  readonly web?: () => WebConfig;
}

const RELOAD_STATUS = { applied: 200, unchanged: 200, refused: 400, failed: 500 } as const;

/** The web interface of a running exporter; it listens nowhere yet. */
export function createApp({ exporter, clock, log, reload, lifecycle = false, web }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('query parser', 'simple');

  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', ...web?.().headers });
    next();
  });
  if (web) {
    app.use(limitRate(() => web().rateLimit, clock.now));
    app.use(basicAuth(() => web().users));
  }
  app.use(limitAnswers());

  app.get('/metrics', async (request, response) => {
    const { format, gzip } = negotiate(request);
    const live = await renderLive(exporter.telemetry.registry, format, exporter.telemetry.labels());
    send(response, exporter.store.response({ format, gzip, live }));
  });
  app.get('/probe', probe(exporter));
  app.get('/sd', discovery(exporter));

  // Neither depends on Palette: an outage of it is what the exporter is there to report.
  app.get('/-/healthy', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/-/ready', readiness(exporter));
  if (reload) {
    app.post('/-/reload', reloadGuard(lifecycle), async (_request, response) => {
      const { result, message } = await reload();
      response.status(RELOAD_STATUS[result]).type('text').send(`${message}\n`);
    });
    app.all('/-/reload', only('POST'));
  }

  app.get('/config', configPage(exporter));
  const withPolicy: RequestHandler = (_request, response, next) => {
    const policy = web?.().headers['Content-Security-Policy'];
    response.set('Content-Security-Policy', policy ?? "default-src 'none'; style-src 'unsafe-inline'");
    next();
  };
  app.get('/runbooks/:alert', withPolicy, runbookPage);
  app.get('/', withPolicy, (_request, response) => {
    response.type('html').send(statusPage(exporter.status(), clock.now()));
  });

  app.all(['/metrics', '/probe', '/sd', '/-/healthy', '/-/ready', '/config', '/'], only('GET, HEAD'));
  app.use(notFound);
  app.use(answerFault(log));
  return app;
}

/** Nobody reloads unless that is switched on, and no page of another site does it with a reader's browser. */
function reloadGuard(lifecycle: boolean): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin');
    const isForeign = origin !== undefined && originHost(origin) !== request.get('host');
    if (lifecycle && !isForeign) return next();
    const why = lifecycle
      ? 'a page of another site asks for it'
      : 'start with --web.enable-lifecycle, or send SIGHUP';
    response.status(403).type('text').send(`reloading is refused: ${why}\n`);
  };
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** Listens; resolves with the server and its URL. Rejects when the address is taken or not of this machine. */
export function listen(
  handler: RequestListener,
  { host, port }: ListenAddress,
  web?: { current: () => WebConfig; log: Logger },
): Promise<{ server: Server; url: string }> {
  const server = createWebServer(limitUnread(handler), web);
  limitConnections(server);
  const scheme = web?.current().tls ? 'https' : 'http';
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const named = host ?? 'localhost';
      resolve({ server, url: `${scheme}://${named.includes(':') ? `[${named}]` : named}:${address.port}` });
    });
  });
}

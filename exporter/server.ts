import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import type { Clock } from './clock.ts';
import type { Exporter } from './exporter.ts';
import { renderLive } from './exposition/live.ts';
import { negotiate } from './exposition/negotiate.ts';
import { send } from './exposition/response.ts';
import type { ListenAddress } from './listen-address.ts';
import { statusPage } from './status-page.ts';

/** The web interface of a running exporter; it listens nowhere yet. */
export function createApp({ exporter, clock }: { exporter: Exporter; clock: Clock }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');

  app.get('/metrics', async (request, response) => {
    const { format, gzip } = negotiate(request);
    const live = await renderLive(exporter.telemetry.registry, format);
    send(response, exporter.store.response({ format, gzip, live }));
  });

  // Neither depends on Palette: an outage of it is what the exporter is there to report.
  app.get('/-/healthy', (_request, response) => void response.type('text').send('alive\n'));
  app.get('/-/ready', (_request, response) => void response.type('text').send('ready\n'));

  app.get('/', (_request, response) => {
    response.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.type('html').send(statusPage(exporter.status(), clock.now()));
  });
  return app;
}

/** An idle connection must outlive the scrape interval, or Prometheus meets a closed one now and then. */
const KEEP_ALIVE = 125_000;

/** Listens; resolves with the server and its URL. Rejects when the address is taken or not of this machine. */
export function listen(
  app: Express,
  { host, port }: ListenAddress,
): Promise<{ server: Server; url: string }> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, app);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const named = host ?? 'localhost';
      resolve({ server, url: `http://${named.includes(':') ? `[${named}]` : named}:${address.port}` });
    });
  });
}

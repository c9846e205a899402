import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import express from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { familyNames, labelNames, pagesOf, sampleValue } from './fleet.ts';
import type { Peer } from './peer.ts';

const gzip = promisify<Buffer, { level: number }, Buffer>(gzipCallback);

/** The usual way: gauges that are reset and set, rendered by `registry.metrics()` in every scrape. */
export async function startPromClient(series: number): Promise<Peer> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauges = familyNames.map(
    (name) =>
      new Gauge({ name, help: 'A value.', labelNames: ['palette', ...labelNames], registers: [registry] }),
  );
  const pages = pagesOf(series);
  const refreshes = { all: 0, one: 0 };

  const app = express();
  app.get('/metrics', async (request, response) => {
    response.setHeader('Content-Type', registry.contentType);
    const text = Buffer.from(await registry.metrics());
    if (request.acceptsEncodings(['gzip', 'identity']) !== 'gzip') return response.end(text);
    response.setHeader('Content-Encoding', 'gzip');
    return response.end(await gzip(text, { level: 1 }));
  });

  return {
    server: createServer(app),
    async refresh(changed) {
      refreshes[changed] += 1;
      for (const each of gauges) each.reset();
      let object = 0;
      for (const page of pages) {
        await turn();
        for (const labels of page) {
          gauges.forEach((each, family) => {
            each.set({ palette: 'bench', ...labels }, sampleValue(family, object, refreshes));
          });
          object += 1;
        }
      }
    },
  };
}

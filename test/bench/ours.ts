import { createServer } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import express from 'express';
import { Registry } from 'prom-client';
import { defaultMetrics, renderLive } from '../../exporter/exposition/live.ts';
import { negotiate } from '../../exporter/exposition/negotiate.ts';
import { send } from '../../exporter/exposition/response.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { gauge } from '../../exporter/metric/metric.ts';
import { familyNames, labelNames, pagesOf, sampleValue } from './fleet.ts';
import type { Peer } from './peer.ts';

/** Express with the snapshot store, and prom-client for the metrics of the process. */
export async function startOurs(series: number): Promise<Peer> {
  const metrics = familyNames.map((name) => gauge(name, 'A value.', { labels: labelNames, per: 'object' }));
  const pages = pagesOf(series);
  const store = createStore();
  const registry = new Registry();
  defaultMetrics(registry);
  const refreshes = { all: 0, one: 0 };

  const app = express();
  app.get('/metrics', async (request, response) => {
    const { format, gzip } = negotiate(request);
    send(response, store.response({ format, gzip, live: await renderLive(registry, format) }));
  });

  return {
    server: createServer(app),
    async refresh(changed) {
      refreshes[changed] += 1;
      const { emit, finish } = createRows({ palette: 'bench' });
      let object = 0;
      for (const page of pages) {
        await turn();
        for (const labels of page) {
          const of = emit.with(labels);
          metrics.forEach((metric, family) => {
            of(metric, sampleValue(family, object, refreshes));
          });
          object += 1;
        }
      }
      await store.publish({ source: 'bench', collector: 'objects' }, finish());
    },
  };
}

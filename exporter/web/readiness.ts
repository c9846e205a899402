import type { RequestHandler } from 'express';
import type { Exporter } from '../exporter.ts';

/**
 * Ready as soon as it serves, since an outage of Palette is what the exporter is there to report. With `?complete`, once
 * the collectors of all sources have been through: before that, 503 and who is not yet.
 */
export function readiness({ status }: Pick<Exporter, 'status'>): RequestHandler {
  return ({ query }, response) => {
    response.type('text');
    if (query.complete === undefined) return void response.send('ready\n');
    const missing = status().filter(({ hasSeenAll }) => !hasSeenAll);
    if (missing.length === 0) return void response.send('complete\n');
    const lines = missing.map(({ source, collector }) => `${source}: ${collector}\n`);
    response.status(503).send(`not complete: the first round is not over of\n${lines.join('')}`);
  };
}

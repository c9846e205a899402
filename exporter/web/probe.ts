import type { RequestHandler } from 'express';
import type { Exporter } from '../exporter.ts';
import { renderLive } from '../exposition/live.ts';
import { negotiate } from '../exposition/negotiate.ts';
import { send } from '../exposition/response.ts';
import { contentTypes } from '../exposition/text.ts';

/**
 * `/probe?target=NAME`: the series of one source, and what the exporter knows of its collectors. For those who want a
 * target, and so an `up`, for each source; `/sd` lists them.
 *
 * A target is the name of a source that the exporter reads already, never an address, so that nobody can make it ask
 * another server. A locally managed cluster is a target of its own, whichever of its hosts it is read through.
 */
export function probe(exporter: Exporter): RequestHandler {
  return async (request, response) => {
    const { target } = request.query;
    const names = targetsOf(exporter);
    if (typeof target !== 'string' || !names.includes(target)) {
      const asked = typeof target === 'string' ? 'there is no such target' : 'give one target';
      const list = names.map((name) => `  /probe?target=${encodeURIComponent(name)}\n`).join('');
      // As blackbox_exporter answers a module that it does not know: the request is wrong, and the page is there.
      response
        .status(400)
        .type('text')
        .send(`${asked}; there ${names.length === 1 ? 'is' : 'are'}\n${list}`);
      return;
    }
    const { format } = negotiate(request);
    const { telemetry } = exporter;
    const live = await renderLive(telemetry.ofSource(target), format, telemetry.labels());
    const exposition = exporter.store.sourceResponse(target, { format, live });
    if (exposition !== undefined) return send(response, exposition);
    // Before its first success a source has no series.
    response.set('Content-Type', contentTypes[format]);
    response.end(live.text + (format === 'openmetrics' ? '# EOF\n' : ''));
  };
}

/**
 * `/sd`: the targets of `/probe` for Prometheus' `http_sd_configs`. The address is the one that this was asked at;
 * `instance` is the name of the source, since all of them share that address.
 */
export function discovery(exporter: Exporter): RequestHandler {
  return (request, response) => {
    response.json(
      targetsOf(exporter).map((name) => ({
        targets: [request.get('host') ?? 'localhost'],
        labels: {
          __scheme__: request.protocol,
          __metrics_path__: '/probe',
          __param_target: name,
          instance: name,
        },
      })),
    );
  };
}

/** What is configured, and what was discovered behind it. */
function targetsOf({ sources, status }: Exporter): readonly string[] {
  return [...new Set([...sources(), ...status().map(({ source }) => source)])];
}

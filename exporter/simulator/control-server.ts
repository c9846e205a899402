import express, { type Express } from 'express';
import { federationOf } from './federation.ts';
import { isScenario, scenarios } from './scenarios/index.ts';
import type { Stage } from './stage.ts';

/** What the control server tells about the servers it belongs to. */
export interface Addresses {
  readonly palette: object;
  readonly localUi: object;
}

/**
 * `GET /` tells what runs and which scenarios there are, `POST /scenarios/<name>` plays one, `GET /federate` is the
 * Prometheus of the clusters.
 */
export function createControlServer(stage: Stage, addresses: () => Addresses): Express {
  const list = Object.entries(scenarios).map(([name, { description }]) => ({ name, description }));
  const app = express();
  app.disable('x-powered-by');
  app.set('json spaces', 2);

  app.get('/', (_request, response) => {
    response.json({ scenario: stage.scenario, ...addresses(), scenarios: list });
  });
  app.get('/federate', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await federationOf(stage.world));
  });
  app.post('/scenarios/:name', (request, response) => {
    const { name } = request.params;
    if (!isScenario(name)) {
      response.status(404).json({ message: `there is no scenario '${name}'`, scenarios: list });
      return;
    }
    try {
      stage.play(name);
    } catch (error) {
      response.status(409).json({ message: error instanceof Error ? error.message : String(error) });
      return;
    }
    response.json({ scenario: name, description: scenarios[name].description });
  });
  return app;
}

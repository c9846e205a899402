import { describe, expect, test } from 'vitest';
import { siteAlerts } from '../../generator/site-alerts.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { eventually } from '../kit/eventually.ts';
import { configOf } from './stories/configuration.ts';
import { stories } from './stories/index.ts';
import { startObservatory } from './time-lapse/observatory.ts';

/** In our time: so long a story may take on a busy machine. */
const STORY = 150_000;

/** Those that end by themselves count as well. */
const FIRED = 'count by (alertname) (max_over_time(ALERTS{alertstate="firing"}[1h]))';

describe('in the simulated world', () => {
  test.concurrent.each(Object.entries(stories))(
    'when %s, the alerts fire',
    async (_, story) => {
      const { fires, quiet = [], pace, scenario, change } = story;
      const site = await startObservatory({
        ...story.setup,
        flavour: 'current',
        pace,
        config: configOf(story),
        alerts: [...fires, ...quiet],
      });
      try {
        const { prometheus, simulator, lapse } = site;
        const names = async () => (await prometheus.query(FIRED)).map(({ labels }) => labels.alertname);
        // Unless it is how the world was set up, all is well until something happens.
        if (scenario !== undefined || change !== undefined) {
          await eventually('quiet', async () => (await prometheus.alerts()).length === 0);
          expect(await names()).toEqual([]);
        }

        if (scenario !== undefined) simulator.play(scenario);
        await change?.(simulator.world, lapse.clock.now(), site);
        await eventually(
          'the alerts',
          async () => {
            expect((await names()).sort()).toEqual([...fires].sort());
            return true;
          },
          STORY,
        );
      } finally {
        await site.close();
      }
    },
    STORY + 30_000,
  );
});

test('every alert that is made from metrics of the exporter has a story', () => {
  const told = new Set(Object.values(stories).flatMap(({ fires }) => fires));
  const own = siteAlerts(readSettings())
    .filter(({ alert }) => ['palette', 'localUi', 'exporter'].includes(alert.source))
    .map(({ name }) => name);

  expect(own.filter((name) => !told.has(name))).toEqual([]);
});

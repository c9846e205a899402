import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/recordings.ts';
import { catalogue } from '../../exporter/catalogue.ts';
import { formatDuration, parseDuration } from '../../exporter/duration.ts';
import { readSettings } from '../../generator/settings.ts';
import { disagreement, ownAlerts } from '../alerts/promtool.ts';
import { record } from '../alerts/recorder.ts';
import { parseQuery } from '../promql.ts';
import { stories } from './alert-stories.ts';

/** Steps in which all is still well. */
const LEAD = 2;

describe('in the simulated world', () => {
  test.concurrent.each(Object.entries(stories))(
    'when %s, the alerts fire',
    async (_, story) => {
      const step = parseDuration(story.step);
      const steps = LEAD + Math.ceil(parseDuration(story.lasts) / step);
      const recording = await record({
        ...story.plan,
        step,
        steps,
        collectors: collectorsOf(story.fires),
        async act(simulator, index) {
          if (index !== LEAD) return;
          if (story.scenario !== undefined) simulator.play(story.scenario);
          await story.change?.(simulator.world, simulator.world.startedAt + index * step, simulator);
        },
      });
      const fires = [...story.fires].sort();
      const expected = { [formatDuration(steps * step)]: fires, [formatDuration(step)]: [] };
      // Those that end by themselves count as well.
      const query = `count by (alertname) (max_over_time(ALERTS{alertstate="firing"}[${formatDuration(steps * step)}])) * 0 + 1`;

      expect(
        await disagreement('current', recording, { step: story.step, query, expected, only: fires }),
      ).toBe('');
    },
    120_000,
  );
});

test('every alert that is made from metrics of the exporter has a story', () => {
  const told = new Set(Object.values(stories).flatMap(({ fires }) => fires));

  expect(ownAlerts().filter((name) => !told.has(name) && !(name in UNTOLD))).toEqual([]);
  expect(Object.keys(UNTOLD).filter((name) => told.has(name))).toEqual([]);
});

/** What no story can tell, and why. Their unit tests have to do. */
const UNTOLD: Readonly<Record<string, string>> = {
  PaletteExporterAbsent: 'without an exporter there is nothing to record',
  PaletteExporterReloadFailed: 'it is about a file of the exporter, not about the world',
  PaletteHostTimeNotSet: 'the simulated Local UI has always applied its time servers',
  PaletteLocalPoolIncomplete: 'the simulated Local UI counts its hosts for both numbers',
};

/** The collectors that fill the metrics of these alerts. */
function collectorsOf(names: readonly string[]): ReadonlySet<string> {
  const settings = readSettings();
  const recorded = recordingGroups.flatMap(({ recordings }) => recordings);
  const metricsOf = (text: string): string[] =>
    parseQuery(text).selectors.flatMap(({ metric }) =>
      metric.includes(':')
        ? recorded
            .filter(({ record: name }) => name === 'palette_slo:errors:ratio')
            .flatMap(({ expr }) => metricsOf(expr(settings)))
        : [metric],
    );
  const metrics = new Set(
    alerts.filter(({ name }) => names.includes(name)).flatMap((alert) => metricsOf(alert.expr(settings))),
  );
  if ([...metrics].some((metric) => metric.startsWith('palette_exporter_')))
    return new Set(catalogue.flatMap(({ collector }) => collector?.name ?? []));
  return new Set(
    catalogue.filter(({ name }) => metrics.has(name)).flatMap(({ collector }) => collector?.name ?? []),
  );
}

import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../exporter/time/duration.ts';
import { siteAlerts } from '../../generator/site-alerts.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { type Expectation, ever, FIRING, judge } from '../kit/judge.ts';
import { type Observatory, startObservatory } from '../kit/observatory.ts';
import { stories } from './stories/index.ts';
import type { Story } from './stories/story.ts';

/** Steps of a healthy world before something happens. */
const BEFORE = 4;
/** One story in so many is judged by both generations of Prometheus. */
const BOTH = 7;
/** What is not in virtual time: promtool, and a machine that is busy with other things. */
const GENEROUS = 300_000;

describe('in the simulated world', () => {
  test.each(Object.entries(stories).map(([name, story], index) => [name, story, index] as const))(
    'when %s, the alerts fire',
    async (_, story, index) => {
      const site = await startObservatory({ step: story.step, ...story.setup });
      try {
        const expectations = await play(story, site);

        for (const flavour of index % BOTH === 0 ? FLAVOURS : (['current'] as const)) {
          const { accepted, output } = await judge(flavour, site.recording, expectations);
          expect(accepted, output).toBe(true);
        }
      } finally {
        await site.close();
      }
    },
    GENEROUS,
  );
});

test(
  'a story gives the same samples in every run',
  async () => {
    const story = stories['a node dies'] ?? expect.fail('there is no such story');
    const recorded: string[] = [];
    for (const _ of ['first', 'second']) {
      const site = await startObservatory({ step: story.step, ...story.setup });
      await play(story, site);
      recorded.push(JSON.stringify(site.recording.series()));
      await site.close();
    }

    expect(recorded[0]?.length).toBeGreaterThan(100_000);
    expect(recorded[1]).toBe(recorded[0]);
  },
  GENEROUS,
);

test('every alert that is made from metrics of the exporter has a story', () => {
  const told = new Set(Object.values(stories).flatMap(({ fires }) => fires));
  const own = siteAlerts(readSettings())
    .filter(({ alert }) => ['palette', 'localUi', 'exporter'].includes(alert.source))
    .map(({ name }) => name);

  expect(own.filter((name) => !told.has(name))).toEqual([]);
});

/** Plays it from beginning to end, and says what has to be true of the alerts meanwhile. */
async function play(story: Story, site: Observatory): Promise<readonly Expectation[]> {
  const { fires, lasts, scenario, change, mend, heals, after = [], outlasts = [] } = story;
  const { recording, simulator, time } = site;
  const steps = (duration: string) => Math.ceil(parseDuration(duration) / parseDuration(story.step));
  const expectations: Expectation[] = [];
  const expectEver = (states: Parameters<typeof ever>[0], from: number, alerts: readonly string[]) => {
    const at = recording.scrapes - 1;
    expectations.push({ at, expr: ever(states, recording, from, at), alerts });
  };

  // Unless it is how the world was set up, all is well until something happens.
  const isSudden = scenario !== undefined || change !== undefined;
  if (isSudden) {
    await site.watch(BEFORE);
    expectEver('firing|pending', 0, []);
  }
  const begin = recording.scrapes;
  if (scenario !== undefined) simulator.play(scenario);
  await change?.(simulator.world, time.clock.now(), site);
  await site.watch(steps(lasts));
  expectEver('firing', begin, fires);

  simulator.faults.length = 0;
  simulator.play('healthy');
  await mend?.(simulator.world, time.clock.now(), site);
  await site.watch(steps(heals));
  expectEver('firing', begin, [...fires, ...after]);
  expectations.push({ at: recording.scrapes - 1, expr: FIRING, alerts: outlasts });
  return expectations;
}

import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../exporter/time/duration.ts';
import type { Stories, Story } from '../integration/stories/story.ts';
import { FLAVOURS } from './binaries.ts';
import { type Expectation, ever, FIRING, judge } from './judge.ts';
import { type Observatory, startObservatory } from './observatory.ts';

/** Steps of a healthy world before something happens. */
const BEFORE = 2;
/** One story in so many is judged by both generations of Prometheus. */
const BOTH = 7;

/**
 * A test for each story: it is played in virtual time, and the real promtool judges by the shipped rules which alerts fire
 * before, during and after it.
 */
export function testStories(stories: Stories): void {
  describe('in the simulated world', () => {
    test.each(Object.entries(stories).map(([name, story], index) => [name, story, index] as const))(
      'when %s, the alerts fire',
      async (_, story, index) => {
        const site = await startObservatory({ step: story.step, ...story.setup });
        try {
          const expectations = await playStory(story, site);

          for (const flavour of index % BOTH === 0 ? FLAVOURS : (['current'] as const)) {
            const { accepted, output } = await judge(flavour, site.recording, expectations);
            expect(accepted, output).toBe(true);
          }
        } finally {
          await site.close();
        }
      },
    );
  });
}

/** Plays it from beginning to end, and says what has to be true of the alerts meanwhile. */
export async function playStory(story: Story, site: Observatory): Promise<readonly Expectation[]> {
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

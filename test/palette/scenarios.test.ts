import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paletteCollectors } from '../../exporter/palette/index.ts';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { SECRET_MARK } from '../../exporter/simulator/world/build/marked-secret.ts';
import { SourceError } from '../../exporter/sources/failures.ts';
import { problemsOf } from '../kit/exposition-problems.ts';
import { type ScenarioStage, startScenarioStage } from '../kit/scenario-stage.ts';
import { answersOf, askedOnce, testPalette } from '../kit/test-palette.ts';

const MINUTE = 60_000;

/** What collectors showed and is right: most of it is the same in all scenarios. */
const judged = new Set<string>();
let stage: ScenarioStage;
beforeAll(async () => {
  stage = await startScenarioStage();
});
afterAll(() => stage.close());

describe.each(Object.keys(scenarios) as ScenarioName[])('in the scenario %s', (scenario) => {
  it('reads all rows, writes valid expositions and keeps secrets and addresses out of them', async () => {
    const clock = stage.play(scenario);
    const live = answersOf(stage.simulator);
    let answer = live;
    const palette = testPalette((...question) => answer(...question), {
      clock,
      detailed: new Set(paletteCollectors.map(({ name }) => name)),
    });

    for (const pause of [1, 5, 10, 60]) {
      await clock.advance(pause * MINUTE);
      // The world stands still until the next pause.
      answer = askedOnce(live);
      for (const collector of paletteCollectors) {
        const { text, dropped } = await palette.run(collector).catch(orderly);
        const shown = `${collector.name} ${dropped} ${text}`;
        if (judged.has(shown)) continue;

        expect(problemsOf(text, collector)).toEqual([]);
        expect([collector.name, dropped]).toEqual([collector.name, 0]);
        expect(text).not.toContain(SECRET_MARK);
        expect(text).not.toMatch(/@|\b\d{1,3}(\.\d{1,3}){3}\b/);
        judged.add(shown);
      }
    }
  });
});

/** A Palette that is down, or has nothing to tell, may fail a collector, with the error made for that. */
function orderly(error: unknown) {
  if (error instanceof SourceError) return { text: '', dropped: 0 };
  throw error;
}

import { expect, test } from 'vitest';
import { FLAVOURS } from '../kit/binaries.ts';
import { ever, judge } from '../kit/judge.ts';
import { startObservatory } from '../kit/observatory.ts';

test.each([
  ['half an hour', '1m', 30],
  ['a week', '3h', 56],
] as const)('in a healthy world no alert fires or is pending for %s', async (_, step, steps) => {
  const site = await startObservatory({ step });
  try {
    await site.watch(steps);
    const { recording } = site;
    const at = recording.scrapes - 1;

    for (const flavour of FLAVOURS) {
      const quiet = { at, expr: ever('firing|pending', recording, 0, at), alerts: [] };
      const { accepted, output } = await judge(flavour, recording, [quiet]);
      expect(accepted, output).toBe(true);
    }
    expect(recording.series().length).toBeGreaterThan(1000);
  } finally {
    await site.close();
  }
});

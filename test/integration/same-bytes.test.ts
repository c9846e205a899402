import { expect, it } from 'vitest';
import { startObservatory } from '../kit/observatory.ts';

/** What a Prometheus would have seen of a world in which something happens. */
async function record() {
  const site = await startObservatory({ step: '1m', simulator: { clusters: 12 } });
  try {
    await site.watch(3);
    site.simulator.play('node-down');
    await site.watch(3);
    return site.recording.series();
  } finally {
    await site.close();
  }
}

it('happens in virtual time the same way in every run, however many visits there could be at a time', async () => {
  const first = await record();
  const second = await record();

  expect(first.length).toBeGreaterThan(100);
  expect(second).toEqual(first);
});

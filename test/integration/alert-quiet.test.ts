import { expect, test } from 'vitest';
import { disagreement } from '../alerts/promtool.ts';
import { record } from '../alerts/recorder.ts';
import { FLAVOURS } from './binaries.ts';

const MINUTES = 30;

test('in a healthy world no alert fires or is pending for half an hour', async () => {
  const recording = await record({ step: 60_000, steps: MINUTES });

  expect(recording.size).toBeGreaterThan(1000);
  for (const flavour of FLAVOURS) {
    const expected = Object.fromEntries(
      Array.from({ length: MINUTES + 1 }, (_, minute) => [`${minute}m`, []]),
    );
    const query = 'count by (alertname) (ALERTS) * 0 + 1';

    expect(await disagreement(flavour, recording, { step: '1m', query, expected })).toBe('');
  }
}, 120_000);

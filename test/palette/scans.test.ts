import { describe, expect, it } from 'vitest';
import { scans } from '../../exporter/palette/scans.ts';
import { type Answer, clusterRef, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('scans of clusters', () => {
  it('tell the last result of each driver', async () => {
    const { text, dropped } = await of(() => LOGS).run(scans);

    await expect(text).toMatchFileSnapshot('golden/scans.prom');
    expect(dropped).toBe(0);
  });

  it('have no results before the first report, and take odd ones as they come', async () => {
    const logs = {
      kubeBenchLogs: [
        'not a log',
        {
          status: {
            state: 'Paused',
            scanTime: { startTime: '2026-11-22T01:00:00Z', endTime: ZERO_TIME },
            reports: null,
          },
        },
      ],
      sonobuoyLogs: null,
      kubeHunterLogs: [{ status: { scanTime: null, reports: {} } }],
      syftLogs: [
        {
          status: {
            scanTime: { startTime: '2026-11-22T01:00:00Z' },
            reports: [{ vulnerabilitySummary: null }, 3],
          },
        },
      ],
    };

    const { text, dropped } = await of(() => logs).run(scans);

    await expect(text).toMatchFileSnapshot('golden/scans-odd.prom');
    expect(dropped).toBe(2);
  });

  it('have no series where Palette has nothing to tell', async () => {
    const { text } = await of(() => undefined).run(scans);

    expect(text).toBe('');
  });
});

function of(answer: Answer) {
  const palette = testPalette(answer);
  palette.fleet.clusters = [clusterRef('line')];
  return palette;
}

const ended = (day: number, state = 'Completed') => ({
  state,
  scanTime: { startTime: `2026-11-${day}T04:00:00.000Z`, endTime: `2026-11-${day}T04:05:00.000Z` },
});

const LOGS = {
  kubeBenchLogs: [
    { status: { ...ended(20), reports: { master: { pass: 1, fail: 40 } } } },
    {
      status: {
        ...ended(21),
        reports: {
          master: { pass: 60, warn: 10, info: 3, logs: [{ description: 'planted-secret' }] },
          node: { pass: 20, fail: 2 },
        },
      },
    },
  ],
  sonobuoyLogs: [
    { status: { ...ended(21, 'Failed'), reports: { e2e: { pass: 300, fail: 3, total: 310 } } } },
  ],
  kubeHunterLogs: [{ status: { ...ended(21), reports: { r1: { vulnerabilites: { high: 1, low: 4 } } } } }],
  syftLogs: [
    {
      status: {
        ...ended(21),
        reports: [
          { image: 'a', vulnerabilitySummary: { critical: 1, high: 2 } },
          { image: 'b', vulnerabilitySummary: { critical: 2, unknown: 7 } },
        ],
      },
    },
  ],
};

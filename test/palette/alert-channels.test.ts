import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertChannels } from '../../exporter/palette/alert-channels.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, testPalette } from '../kit/test-palette.ts';

describe('alert channels', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells whether each channel is active, how many it reaches and whether it works', async () => {
    const palette = testPalette(answersOf(simulator));
    await palette.run(projects);
    await palette.run(clusters);

    const { text, dropped, requests } = await palette.run(alertChannels);

    await expect(text).toMatchFileSnapshot('golden/alert-channels.prom');
    expect(dropped).toBe(0);
    expect(requests).toBe(1);
  });

  it('keeps addresses, webhooks and error texts to itself', async () => {
    simulator.play('alert-delivery-failed');
    const palette = testPalette(answersOf(simulator));
    await palette.run(projects);
    await palette.run(clusters);

    const { text } = await palette.run(alertChannels);
    simulator.play('healthy');

    expect(text).toMatch(/^palette_alert_channel_last_delivery_success\{.*\} 0$/m);
    expect(text).not.toMatch(/@|https?:|authorization/i);
  });

  it('tells nothing of a project without alerts', async () => {
    const { text } = await ofProject({ metadata: { uid: 'p1' }, spec: { alerts: null } });

    expect(text).toBe('');
  });

  it('takes channels as Go writes them, and drops a bad one alone', async () => {
    const { text, dropped } = await ofProject({
      spec: {
        alerts: [
          { component: 'ClusterHealth', channels: null },
          {
            component: 'ClusterHealth',
            channels: [
              { uid: 'missing-parts' },
              { uid: 'zero-times-and-nulls', type: 'email', identifiers: null, status: { time: ZERO_TIME } },
              { uid: 'unknown-member', type: 'pigeon', isActive: true, identifiers: ['a', 'b'] },
              { uid: 'failed', type: 'http', status: { time: '2026-11-22T08:00:00.123Z' } },
              { uid: 4 },
            ],
          },
          'not an alert',
        ],
      },
    });

    await expect(text).toMatchFileSnapshot('golden/alert-channels-odd.prom');
    expect(dropped).toBe(2);
  });
});

function ofProject(body: unknown) {
  const palette = testPalette(() => body);
  palette.fleet.projects = [{ key: 'p1', version: '', uid: 'p1', name: 'Default' }];
  palette.fleet.clusters = [clusterRef('edge-1')];
  return palette.run(alertChannels);
}

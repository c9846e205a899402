import { describe, expect, it } from 'vitest';
import { gateways } from '../../exporter/palette/gateways.ts';
import { testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('private cloud gateways', () => {
  it("tell state and heartbeat, Palette's own aside", async () => {
    const items = [
      gateway('g1', 'plant'),
      gateway('g2', 'System Private Gateway'),
      { ...gateway('g3', 'renamed'), spec: { isSystem: true } },
      {
        metadata: { uid: 'g4', name: 'new' },
        status: { state: 'Pending', health: { lastHeartBeatTimestamp: ZERO_TIME } },
      },
      'bad',
    ];

    const { text, dropped } = await testPalette(() => ({ items })).run(gateways);

    await expect(text).toMatchFileSnapshot('golden/gateways.prom');
    expect(dropped).toBe(1);
  });
});

function gateway(uid: string, name: string) {
  return {
    metadata: { uid, name },
    spec: { ipAddress: '192.0.2.9' },
    status: {
      state: 'Running',
      isReady: true,
      isActive: true,
      kubectlCommands: ['planted-secret'],
      health: { state: 'Healthy', agentVersion: '4.8.3', lastHeartBeatTimestamp: '2026-11-22T08:59:00.000Z' },
    },
  };
}

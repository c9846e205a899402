import { describe, expect, it } from 'vitest';
import { cloudAccounts } from '../../exporter/palette/cloud-accounts.ts';
import { gateways } from '../../exporter/palette/gateways.ts';
import { listOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

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

describe('cloud accounts', () => {
  it('tell state and the end of their tokens', async () => {
    const rows = [
      {
        kind: 'vsphere',
        metadata: { uid: 'a1', name: 'plant' },
        specSummary: { accountId: 'planted-secret' },
        status: { state: 'Running', tokenExpiry: '2027-01-01T00:00:00.000Z' },
      },
      { metadata: { uid: 'a2', name: 'bare' }, status: { tokenExpiry: ZERO_TIME } },
      { kind: 'aws' },
    ];

    const { text, dropped } = await testPalette(() => listOf(...rows)).run(cloudAccounts);

    await expect(text).toMatchFileSnapshot('golden/cloud-accounts.prom');
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

import { describe, expect, it } from 'vitest';
import { cloudAccounts } from '../../exporter/palette/cloud-accounts.ts';
import { listOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

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

import { describe, expect, it } from 'vitest';
import { systemActivation } from '../../exporter/system-console/system-activation.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_activation', () => {
  it('tells whether it is activated, and until when', async () => {
    const outcome = await consoleHaving({
      '/v1/activations/system': { status: { state: 'Active', expiresAt: '2027-01-01T00:00:00.000Z' } },
    }).run(systemActivation);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-activation.prom');
    expect(outcome.dropped).toBe(0);
  });

  it.each([
    ['there is no banner', undefined],
    ['the banner has no state', { status: {} }],
  ])('is asked for itself where %s', async (_where, banner) => {
    const { text } = await consoleHaving({
      '/v1/activations/system': banner,
      '/v1/system/activation': { status: { state: 'Pending' } },
    }).run(systemActivation);

    expect(text).toContain('palette_system_activation_state{palette="pma",state="Pending"} 1');
  });

  it('ends when the banner says so, whether or not its state is known', async () => {
    const { text } = await consoleHaving({
      '/v1/activations/system': { status: { expiresAt: '2027-01-01T00:00:00.000Z' } },
    }).run(systemActivation);

    expect(text).toContain('palette_system_activation_expiry_timestamp_seconds{palette="pma"} 1798761600');
    expect(text).not.toContain('palette_system_activation_state');
  });
});

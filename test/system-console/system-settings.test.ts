import { describe, expect, it } from 'vitest';
import { systemSettings } from '../../exporter/system-console/system-settings.ts';
import { consoleHaving } from '../kit/test-console.ts';

describe('system_settings', () => {
  it('tells the settings', async () => {
    const outcome = await consoleHaving({
      '/v1/system/security/mode': { securityMode: 'fips' },
      '/v1/system/config/preferences/cluster': { healthPollIntervalInMinutes: 3, deletePeriodInHour: 72 },
      '/v1/system/config/timeseries': { machine: { enabled: true, retentionPeriod: 30 }, pod: null },
    }).run(systemSettings);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-settings.prom');
    expect(outcome.dropped).toBe(0);
  });
});

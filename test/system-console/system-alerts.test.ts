import { describe, expect, it } from 'vitest';
import { systemAlerts } from '../../exporter/system-console/system-alerts.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { ZERO_TIME } from '../kit/test-palette.ts';

describe('system_alerts', () => {
  it('tells channels without addresses and links', async () => {
    const outcome = await consoleHaving({
      '/v1/system/alerts': [
        {
          component: 'SystemHealth',
          channels: [
            {
              uid: 'a1',
              type: 'email',
              isActive: true,
              identifiers: ['somebody@example.com', 'else@example.com'],
              status: { isSucceeded: true, time: '2026-11-01T00:00:00.000Z', message: 'planted-secret' },
            },
            {
              uid: 'a2',
              type: 'carrier-pigeon',
              identifiers: null,
              http: { url: 'https://hooks.example.com/planted-secret' },
              status: { time: ZERO_TIME },
            },
            'not a channel',
          ],
        },
      ],
    }).run(systemAlerts);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-alerts.prom');
    expect(outcome.text).not.toMatch(/planted|example\.com/);
    expect(outcome.dropped).toBe(1);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { siteAlerts } from '../../generator/site-alerts.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { startObservatory } from './time-lapse/observatory.ts';

/** As many of our seconds are so many minutes of the simulated world. */
const MINUTES = 30;

test.concurrent.each(FLAVOURS)(
  'in a healthy world no alert fires or is pending for half an hour (%s)',
  async (flavour) => {
    const site = await startObservatory({ flavour, pace: '1m' });
    try {
      const begin = Date.now();
      await sleep(MINUTES * 1000);
      const { prometheus } = site;
      const passed = `${Date.now() - begin}ms`;
      const ever = await prometheus.query(
        `count by (alertname, alertstate) (max_over_time(ALERTS[${passed}]))`,
      );
      const [series] = await prometheus.query('count({__name__=~"palette_.+"})');

      const rules = await prometheus.rules();

      expect(ever).toEqual([]);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.length).toBeGreaterThan(siteAlerts(readSettings()).length);
      expect(series?.value).toBeGreaterThan(1000);
    } finally {
      await site.close();
    }
  },
  120_000,
);

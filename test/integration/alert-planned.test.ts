import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import type { Site } from '../../exporter/simulator/world/build/sites.ts';
import { judge } from '../kit/judge.ts';
import { startObservatory } from '../kit/observatory.ts';
import { stepOf } from '../kit/recording.ts';

/** What people do on purpose. */
interface Operation {
  readonly steps: number;
  /** Between two scrapes. */
  readonly step: '3m' | '6m';
  /** Alerts (info) that mute others meanwhile. */
  readonly mutes?: readonly string[];
}

/** The upgrade of an appliance of one host is not told by anybody while that host boots. */
const SITES: Partial<Record<ScenarioName, readonly Site[]>> = {
  'pma-upgrade': ['one-host-appliance', 'three-host-appliance'],
};

const PLANNED: Partial<Record<ScenarioName, Operation>> = {
  'repave-pending': { steps: 10, step: '6m' },
  rollout: { steps: 30, step: '3m' },
  'node-added': { steps: 16, step: '6m' },
  'node-removed': { steps: 16, step: '6m' },
  'host-replaced': { steps: 30, step: '3m' },
  'cluster-created': { steps: 32, step: '6m' },
  'cluster-deleted': { steps: 16, step: '6m' },
  'pma-upgrade': { steps: 32, step: '6m', mutes: ['PaletteApplianceUpgrading'] },
};

describe('with all alerts in force, nobody is called for what is done on purpose', () => {
  const operations = Object.entries(PLANNED).flatMap(([scenario, operation]) =>
    (SITES[scenario as ScenarioName] ?? ['one-host-appliance']).map(
      (place) => [scenario, place, operation] as const,
    ),
  );

  test.each(operations)('%s (%s)', async (scenario, place, { steps, step, mutes = [] }) => {
    const site = await startObservatory({ step, simulator: { site: place } });
    try {
      await site.watch(2);
      site.simulator.play(scenario as ScenarioName);
      await site.watch(steps);
      const { recording } = site;
      const at = recording.scrapes - 1;
      const range = `[${(at * stepOf(recording)) / 1000}s]`;
      const muted = inhibitions
        .filter(({ source }) => mutes.includes(source))
        .flatMap((inhibition) => mutedBy(inhibition, alerts));
      const told = `alertstate="firing",severity!="info",alertname!~"${muted.join('|')}"`;
      const muting = `alertstate="firing",alertname=~"${mutes.join('|')}"`;
      const heard = `ALERTS{alertstate="firing",severity!="info",alertname=~"${muted.join('|')}"} unless on () ALERTS{${muting}}`;

      const { accepted, output } = await judge('current', recording, [
        { at, expr: `group by (alertname) (max_over_time(ALERTS{${told}}${range}))`, alerts: [] },
        { at, expr: `group by (alertname) (max_over_time(ALERTS{${muting}}${range}))`, alerts: mutes },
        {
          at,
          expr: `group by (alertname) (max_over_time((${heard})[${at * stepOf(recording)}ms:${step}]))`,
          alerts: [],
        },
      ]);

      expect(accepted, output).toBe(true);
    } finally {
      await site.close();
    }
  });
});

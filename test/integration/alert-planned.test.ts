import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { judge } from '../kit/judge.ts';
import { startObservatory } from '../kit/observatory.ts';
import { stepOf } from '../kit/recording.ts';

/** What people do on purpose. */
interface Operation {
  readonly steps: number;
  /** Between two scrapes. */
  readonly step: '2m' | '4m';
  /** Alerts (info) that mute others meanwhile. */
  readonly mutes?: readonly string[];
}

const PLANNED: Partial<Record<ScenarioName, Operation>> = {
  'repave-pending': { steps: 15, step: '4m' },
  rollout: { steps: 45, step: '2m' },
  'node-added': { steps: 23, step: '4m' },
  'node-removed': { steps: 23, step: '4m' },
  'host-replaced': { steps: 45, step: '2m' },
  'cluster-created': { steps: 48, step: '4m' },
  'cluster-deleted': { steps: 23, step: '4m' },
  'pma-upgrade': { steps: 48, step: '4m', mutes: ['PaletteApplianceUpgrading'] },
};

describe('with all alerts in force, nobody is called for what is done on purpose', () => {
  test.each(Object.entries(PLANNED))('%s', async (scenario, { steps, step, mutes = [] }) => {
    const site = await startObservatory({ step });
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

      const { accepted, output } = await judge('current', recording, [
        { at, expr: `group by (alertname) (max_over_time(ALERTS{${told}}${range}))`, alerts: [] },
        { at, expr: `group by (alertname) (max_over_time(ALERTS{${muting}}${range}))`, alerts: mutes },
      ]);

      expect(accepted, output).toBe(true);
    } finally {
      await site.close();
    }
  });
});

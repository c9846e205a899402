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
  readonly step: '3m' | '6m';
  /** Alerts (info) that mute others meanwhile. */
  readonly mutes?: readonly string[];
}

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

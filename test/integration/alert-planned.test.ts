import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { judge } from '../kit/judge.ts';
import { startObservatory } from '../kit/observatory.ts';
import { stepOf } from '../kit/recording.ts';

/** What people do on purpose, how many steps that takes, and the alerts (info) that mute others meanwhile. */
const PLANNED: Partial<Record<ScenarioName, { readonly steps: number; readonly mutes?: readonly string[] }>> =
  {
    'repave-pending': { steps: 30 },
    rollout: { steps: 45 },
    'node-added': { steps: 45 },
    'node-removed': { steps: 45 },
    'host-replaced': { steps: 45 },
    'cluster-created': { steps: 95 },
    'cluster-deleted': { steps: 45 },
    'pma-upgrade': { steps: 95, mutes: ['PaletteApplianceUpgrading'] },
  };

describe('with all alerts in force, nobody is called for what is done on purpose', () => {
  test.each(Object.entries(PLANNED))(
    '%s',
    async (scenario, { steps, mutes = [] }) => {
      const site = await startObservatory({ step: '2m' });
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
    },
    300_000,
  );
});

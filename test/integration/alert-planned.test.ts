import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import { catalogue } from '../../exporter/catalogue/catalogue.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { startObservatory } from './time-lapse/observatory.ts';

/** What people do on purpose, and who may be told of it. */
const PLANNED: Partial<Record<ScenarioName, readonly string[]>> = {
  'repave-pending': [],
  rollout: [],
  'node-added': [],
  'node-removed': [],
  'host-replaced': [],
  'cluster-created': [],
  'cluster-deleted': [],
  'pma-upgrade': [],
};

/** What passes in the world in one of our seconds. */
const PACE = '2m';
/** In the world; so rarely that a busy machine keeps up with all of them. */
const EVERY = '2m';
/** Most take three quarters of an hour at most, and some alerts come long after. */
const MINUTES = 90;
const LONGER: Partial<Record<ScenarioName, number>> = { 'pma-upgrade': 190, 'cluster-created': 190 };

const config = {
  collectors: Object.fromEntries(
    catalogue
      .flatMap(({ collector }) => collector ?? [])
      .filter(({ every }) => parseDuration(every) < parseDuration(EVERY))
      .map(({ name }) => [name, { every: EVERY }]),
  ),
};

/** More at a time would be too much for two cores. */
const AT_A_TIME = 4;

describe.each(inGroups(Object.entries(PLANNED), AT_A_TIME))(
  'with all alerts in force, nobody is called for what is done on purpose (group %$)',
  (...group) => {
    test.concurrent.each(group)(
      '%s',
      async (scenario, told) => {
        const site = await startObservatory({ flavour: 'current', pace: PACE, interval: '1s', config });
        try {
          const begin = Date.now();
          site.simulator.play(scenario as ScenarioName);
          await sleep(((LONGER[scenario as ScenarioName] ?? MINUTES) / 2) * 1000);
          const firing = `ALERTS{alertstate="firing"}[${Date.now() - begin}ms]`;
          const fired = await site.prometheus.query(
            `count by (alertname, severity) (max_over_time(${firing}))`,
          );

          expect(heard(fired.map(({ labels }) => labels))).toEqual(told);
        } finally {
          await site.close();
        }
      },
      180_000,
    );
  },
);

function inGroups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Alerts that somebody is told of: not those for dashboards, and not those that another one mutes. */
function heard(fired: readonly Readonly<Record<string, string>>[]): readonly (string | undefined)[] {
  const names = fired.map(({ alertname }) => alertname);
  const muted = inhibitions
    .filter(({ source }) => names.includes(source))
    .flatMap((inhibition) => mutedBy(inhibition, alerts));
  return fired
    .filter(({ severity, alertname = '' }) => severity !== 'info' && !muted.includes(alertname))
    .map(({ alertname }) => alertname)
    .sort();
}

import { expect, test } from 'vitest';
import { pictureOf } from '../../demo/site-picture.ts';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { createStage } from '../../exporter/simulator/stage.ts';
import { createWorld } from '../../exporter/simulator/world/build/create-world.ts';
import { fakeClock } from '../kit/fake-clock.ts';

const NOW = Date.UTC(2026, 0, 5);

/** What is not as it should be in the picture of a scenario. */
function troubles(name: ScenarioName): string[] {
  const clock = fakeClock(NOW);
  const stage = createStage(() => createWorld(1, NOW), clock);
  stage.play(name);
  const { palette, appliance, clusters, spare } = pictureOf(stage.world, NOW);
  const nodes = clusters.flatMap((cluster) => [cluster, ...cluster.nodes, ...cluster.virtualMachines]);
  return [palette, appliance, ...appliance.hosts, ...nodes, ...spare]
    .filter(({ level }) => level !== 'ok')
    .map(({ name: thing, level, word }) => `${thing}: ${word} (${level})`);
}

test('a site in good order has nothing but the machine that is switched off', () => {
  expect(troubles('healthy')).toEqual(['training: Stopped (off)']);
});

test.each<[ScenarioName, string[]]>([
  ['node-down', ['assembly-line: Running, UnHealthy (bad)', 'assembly-3: not ready (bad)']],
  ['host-recovery', ['assembly-line: Running, UnHealthy (bad)', 'assembly-3: recovery boot (bad)']],
  ['host-down', ['assembly-4: unhealthy (bad)']],
  ['host-unpaired', ['new-arrival: unpaired (busy)']],
  ['node-removed', ['assembly-3: drained (busy)']],
  ['bond-member-lost', ['assembly-3: 3 of 4 cards (bad)']],
  ['address-pool-used-up', ['assembly-line: no address left (bad)']],
  ['vm-crashing', ['historian: CrashLoopBackOff (bad)']],
  ['vm-migration-hangs', ['mes-app-1: Migrating (busy)']],
  ['palette-down', ['Palette: answers 502 (bad)']],
  ['appliance-host-down', ['pma: Running (bad)', 'pma-3: silent (bad)']],
])('the picture of %s shows what is wrong', (name, expected) => {
  expect(troubles(name).filter((line) => !line.startsWith('training'))).toEqual(expected);
});

test('every scenario can be drawn, and what a fleet has beyond the picture is counted', () => {
  for (const name of Object.keys(scenarios) as ScenarioName[]) expect(troubles(name)).toBeInstanceOf(Array);
  const fleet = pictureOf(createWorld(1, NOW, { clusters: 20, hosts: 70 }), NOW);

  expect(fleet.clusters).toHaveLength(6);
  expect(fleet.more).toBeGreaterThanOrEqual(14);
});

test('the log of Palette is shown from the beginning of the scenario on', () => {
  const stage = createStage(() => createWorld(1, NOW), fakeClock(NOW));
  expect(pictureOf(stage.world, NOW).events).toEqual([]);

  stage.play('node-down');
  expect(pictureOf(stage.world, NOW).events.map(({ text }) => text)).toEqual([
    'assembly-line: node assembly-3 is not ready',
    'assembly-3: edge host assembly-3 is not reachable',
  ]);
});

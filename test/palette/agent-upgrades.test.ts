import { expect, it } from 'vitest';
import { agentUpgrades } from '../../exporter/palette/agent-upgrades.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { projects } from '../../exporter/palette/projects.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, linesOf, testPalette } from '../kit/test-palette.ts';

it('tells whether agent upgrades are paused, for the tenant and each project with clusters', async () => {
  const simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  const palette = testPalette(answersOf(simulator));
  await palette.run(projects);
  await palette.run(clusters);

  const { text, requests } = await palette.run(agentUpgrades);
  await simulator.close();

  await expect(text).toMatchFileSnapshot('golden/agent-upgrades.prom');
  expect(requests).toBe(2);
});

it.each([
  ['lock', '1'],
  ['unlock', '0'],
  ['ajar', '0'],
  [undefined, '0'],
])('reads %s as %s', async (spectroComponents, value) => {
  const outcome = await testPalette(() => ({ spectroComponents })).run(agentUpgrades);

  expect(linesOf(outcome, 'palette_agent_upgrade_paused')).toEqual([
    `palette_agent_upgrade_paused{palette="pma",scope="tenant"} ${value}`,
  ]);
});

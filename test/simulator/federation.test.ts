import { expect, test } from 'vitest';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';

/** Series that the Prometheus of the clusters hands on, as they are written. */
async function federated(url: string, name: RegExp): Promise<readonly string[]> {
  const answer = await fetch(new URL('/federate', url));
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return (await answer.text()).split('\n').filter((line) => name.test(line));
}

const HOST = 'cluster="assembly-line",job="node-exporter",namespace="monitoring",instance="192.0.2.23:9100"';

test('the clusters tell of bonds, boots and addresses with the labels that their own Prometheus gives', async () => {
  const clock = fakeClock();
  const simulator = await startSimulator({ clock });
  const { url } = simulator.control;
  try {
    expect(await federated(url, /192\.0\.2\.23/)).toEqual([
      `node_bonding_slaves{${HOST},master="bond0"} 4`,
      `node_bonding_active{${HOST},master="bond0"} 4`,
      expect.stringMatching(/^node_boot_time_seconds\{[^}]+\} \d+(?:\.\d+)?$/),
      `kairos_boot_state{${HOST},state="active"} 1`,
      `kairos_boot_state{${HOST},state="passive"} 0`,
      expect.stringMatching(/^kube_node_info\{.*node="assembly-3",internal_ip="192\.0\.2\.23"/),
    ]);

    simulator.play('address-pool-used-up');
    const pool = await federated(url, /^metallb/);
    simulator.play('bond-member-lost');
    const bond = await federated(url, /^node_bonding_active/);
    simulator.play('node-down');
    const down = await federated(url, /192\.0\.2\.23/);

    expect(pool.map((line) => line.split(' ')[1])).toEqual(['16', '16']);
    expect(bond.map((line) => line.split(' ')[1])).toEqual(['4', '4', '3']);
    expect(down).toEqual([]);
  } finally {
    await simulator.close();
  }
});

test('an image of the operating system is rolled out node by node, and nothing is left of it but the newer kernel', async () => {
  const clock = fakeClock();
  const simulator = await startSimulator({ clock, scenario: 'os-rollout' });
  const booted = new Set<string>();
  const away: string[] = [];
  try {
    for (let minute = 0; minute < 38; minute += 1) {
      await clock.advance(60_000);
      const [cluster] = simulator.world.clusters;
      const machines = cluster?.pools.flatMap((pool) => pool.machines) ?? [];
      const down = machines.filter(({ ready }) => !ready).map(({ name }) => name);
      expect(down.length).toBeLessThanOrEqual(1);
      if (away.at(-1) !== down[0] && down[0] !== undefined) away.push(down[0]);
      for (const { name, host } of machines) if (host.boot.at > simulator.world.startedAt) booted.add(name);
    }
    const [cluster] = simulator.world.clusters;

    expect(away).toEqual(['assembly-1', 'assembly-2', 'assembly-3']);
    expect([...booted]).toEqual(away);
    expect(cluster?.repave).toBeUndefined();
    const kernels = await federated(simulator.control.url, /^kube_node_info/);
    expect(kernels.map((line) => /kernel_version="([^"]+)"/.exec(line)?.[1])).toEqual(
      Array(3).fill('6.8.0-90-generic'),
    );
    const images = await federated(simulator.control.url, /^kairos_boot_state.*passive/);
    expect(images.map((line) => line.split(' ')[1])).toEqual(['0', '0', '0']);
  } finally {
    await simulator.close();
  }
});

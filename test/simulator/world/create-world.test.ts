import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../exporter/simulator/world/build/create-world.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');

describe('the world', () => {
  it('is one three-node edge cluster with Portworx, four hosts and an appliance of three', () => {
    const world = createWorld(1, NOW);

    expect(world.projects.map(({ name }) => name)).toEqual(['Default', 'Assembly']);
    expect(world.clusters.map(({ pools }) => pools.map(({ machines }) => machines.length))).toEqual([[3]]);
    expect(world.clusters[0]?.deployed.map(({ pack }) => pack.layer)).toContain('csi');
    expect(world.edgeHosts.map(({ state }) => state)).toEqual(['in-use', 'in-use', 'in-use', 'ready']);
    expect(world.profiles.map(({ type }) => type)).toEqual(['infra', 'add-on']);
    expect(world.appliance.hosts).toHaveLength(3);
  });

  it('is the same for the same seed and another for another', () => {
    const uids = (seed: number) =>
      createWorld(seed, NOW, { clusters: 5, hosts: 16 }).edgeHosts.map(({ uid }) => uid);

    expect(uids(7)).toEqual(uids(7));
    expect(uids(7)).not.toEqual(uids(8));
  });

  it.each([
    [3, 10, 9],
    [1000, 3000, 3000],
    [2, 3, 2],
    [0, 4, 0],
  ])('of %i clusters and %i hosts has %i hosts in use', (clusters, hosts, inUse) => {
    const world = createWorld(1, NOW, { clusters, hosts });

    expect(world.clusters).toHaveLength(clusters);
    expect(world.edgeHosts).toHaveLength(hosts);
    expect(world.edgeHosts.filter(({ state }) => state === 'in-use')).toHaveLength(inUse);
  });
});

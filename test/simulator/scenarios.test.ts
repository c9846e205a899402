import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../clock.ts';
import { ask, askPalette } from './ask.ts';

interface Clusters {
  items: {
    status: {
      health: { state: string; conditions: object[] | null };
      notifications: { isAvailable: boolean };
    };
    specSummary: { cloudConfig: { machinePools: { size: number; healthy: number }[] } };
  }[];
}

describe('scenarios', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator({ clock: fakeClock() });
  });
  afterEach(() => simulator.close());

  const theCluster = async () => {
    const { body } = await askPalette(simulator, '/v1/dashboard/spectroclusters/search', { body: {} });
    return (body as Clusters).items[0];
  };

  it('are listed and played at the control server', async () => {
    const { url } = simulator.control;

    const before = await ask(url);
    const played = await ask(`${url}/scenarios/node-down`, { method: 'POST' });
    const after = await ask(url);

    expect(before.body).toMatchObject({ scenario: 'healthy', palette: { url: simulator.palette.url } });
    expect(played.status).toBe(200);
    expect(after.body).toMatchObject({ scenario: 'node-down' });
  });

  it('that do not exist are answered with 404 and the list', async () => {
    const { status, body } = await ask(`${simulator.control.url}/scenarios/earthquake`, { method: 'POST' });

    expect(status).toBe(404);
    expect(body).toMatchObject({
      scenarios: expect.arrayContaining([expect.objectContaining({ name: 'healthy' })]),
    });
  });

  it('healthy: everything works', async () => {
    const cluster = await theCluster();

    expect(cluster?.status.health).toMatchObject({ state: 'Healthy', conditions: null });
    expect(cluster?.specSummary.cloudConfig.machinePools).toMatchObject([{ size: 3, healthy: 3 }]);
  });

  it('node-down: one healthy node less, host and cluster unhealthy, until healthy again', async () => {
    simulator.play('node-down');

    const cluster = await theCluster();
    const hosts = simulator.world.edgeHosts.map(({ health }) => health?.state);
    simulator.play('healthy');
    const healed = await theCluster();

    expect(cluster?.status.health.state).toBe('UnHealthy');
    expect(cluster?.status.health.conditions).toHaveLength(1);
    expect(cluster?.specSummary.cloudConfig.machinePools).toMatchObject([{ size: 3, healthy: 2 }]);
    expect(hosts).toEqual(['healthy', 'healthy', 'unhealthy', 'healthy']);
    expect(healed?.status.health.state).toBe('Healthy');
  });

  it('update-pending: the cluster has an update and says which', async () => {
    simulator.play('update-pending');
    const [cluster] = simulator.world.clusters;

    const summary = await theCluster();
    const { body } = await askPalette(simulator, `/v1/spectroclusters/${cluster?.uid}/profileUpdates`, {
      headers: { projectuid: cluster?.project.uid ?? '' },
    });

    expect(summary?.status.notifications.isAvailable).toBe(true);
    expect(body).toMatchObject({ profiles: [{ name: 'edge-portworx', profileVersion: '1.1.0' }] });
  });
});

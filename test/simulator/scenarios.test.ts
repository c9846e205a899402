import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScenarioName, scenarios } from '../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { createStage } from '../../exporter/simulator/stage.ts';
import { createWorld } from '../../exporter/simulator/world/build/create-world.ts';
import { type Cluster, machinesOf } from '../../exporter/simulator/world/model/cluster.ts';
import { DAY, MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { ask, askPalette, type Page } from '../kit/ask-simulator.ts';
import { type FakeClock, fakeClock } from '../kit/fake-clock.ts';

const NAMES = Object.keys(scenarios) as ScenarioName[];

describe('scenarios', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  beforeEach(async () => {
    clock = fakeClock();
    simulator = await startSimulator({ clock });
  });
  afterEach(() => simulator.close());

  const cluster = () => simulator.world.clusters[0] as Cluster;
  const listed = async () => {
    const { body } = await askPalette(simulator, '/v1/dashboard/spectroclusters/search', { body: {} });
    return (body as Page).items;
  };
  const read = (path: string) =>
    askPalette(simulator, path, { headers: { projectuid: cluster().project.uid } }).then(({ body }) => body);

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

  it('that need what the world lacks are answered with 409 and what is missing', async () => {
    const bare = await startSimulator({ clusters: 1, hosts: 3 });

    const { status, body } = await ask(`${bare.control.url}/scenarios/node-added`, { method: 'POST' });
    await bare.close();

    expect(status).toBe(409);
    expect(body).toMatchObject({ message: expect.stringContaining('spare edge host') });
  });

  it.each(NAMES)('%s runs to its end in a generated fleet', async (name) => {
    const stage = createStage(() => createWorld(1, clock.now(), { clusters: 6, hosts: 20 }), clock);

    stage.play(name);
    await clock.advance(4 * DAY);

    expect(() => stage.world).not.toThrow();
  });

  it('healthy: everything works', async () => {
    const [summary] = await listed();

    expect(summary).toMatchObject({
      status: { state: 'Running', health: { state: 'Healthy', conditions: null } },
      specSummary: { cloudConfig: { machinePools: [{ size: 3, healthy: 3 }] } },
    });
  });

  it('node-down: one healthy node less, host and cluster unhealthy, until healthy again', async () => {
    simulator.play('node-down');

    const [summary] = await listed();
    const hosts = simulator.world.edgeHosts.map(({ health }) => health?.state);
    simulator.play('healthy');
    const [healed] = await listed();

    expect(summary).toMatchObject({
      status: { health: { state: 'UnHealthy', conditions: [{ type: 'NodeNotReady' }] } },
      specSummary: { cloudConfig: { machinePools: [{ size: 3, healthy: 2 }] } },
    });
    expect(hosts).toEqual(['healthy', 'healthy', 'unhealthy', 'healthy']);
    expect(healed).toMatchObject({ status: { health: { state: 'Healthy' } } });
  });

  it('update-pending: the cluster has an update and says which', async () => {
    simulator.play('update-pending');

    const [summary] = await listed();
    const updates = await read(`/v1/spectroclusters/${cluster().uid}/profileUpdates`);
    const notifications = await read('/v1/notifications/');

    expect(summary).toMatchObject({ status: { notifications: { isAvailable: true } } });
    expect(updates).toMatchObject({ profiles: [{ name: 'edge-portworx', profileVersion: '1.1.0' }] });
    expect(notifications).toMatchObject({ items: [{ action: { isDone: false } }] });
  });

  it('heartbeat-lost: unhealthy only after ten minutes', async () => {
    simulator.play('heartbeat-lost');
    await clock.advance(9 * MINUTE);
    const [early] = await listed();
    await clock.advance(MINUTE);
    const [late] = await listed();

    expect(early).toMatchObject({ status: { health: { state: 'Healthy' } } });
    expect(late).toMatchObject({ status: { health: { state: 'UnHealthy' } } });
  });

  it('rollout: update, repave, node after node, settled', async () => {
    simulator.play('rollout');
    const story: string[] = [];
    for (let minute = 0; minute <= 45; minute += 1) {
      const { repave, pendingUpdates, kubernetesVersion, upgrades } = simulator.world.clusters[0] as Cluster;
      const down = machinesOf(cluster()).filter(({ ready }) => !ready).length;
      const line = `${pendingUpdates.length} ${repave?.state ?? '-'} ${down} ${kubernetesVersion} ${upgrades.length}`;
      if (story.at(-1) !== line) story.push(line);
      await clock.advance(MINUTE);
    }

    expect(story).toEqual([
      '1 - 0 1.33.6 0',
      '0 Pending 0 1.33.6 0',
      '0 Approved 0 1.33.6 0',
      '0 Approved 1 1.33.6 0',
      '0 Approved 0 1.33.6 0',
      '0 Approved 1 1.33.6 0',
      '0 Approved 0 1.33.6 0',
      '0 Approved 1 1.33.6 0',
      '0 Approved 0 1.33.6 0',
      '0 - 0 1.34.2 1',
    ]);
  });

  it('host-replaced: four control plane members for a while', async () => {
    simulator.play('host-replaced');
    const [first] = machinesOf(cluster());
    const members = [machinesOf(cluster()).length];
    await clock.advance(27 * MINUTE);
    members.push(machinesOf(simulator.world.clusters[0] as Cluster).length);

    expect(members).toEqual([4, 3]);
    expect(first?.host.state).toBe('ready');
  });

  it('cluster-deleted: listed for 72 hours more unless the search leaves deleted ones out', async () => {
    const isDeleted = { property: 'isDeleted', type: 'bool', condition: { bool: { value: false } } };
    const filter = { filterGroups: [{ filters: [isDeleted] }] };
    const path = '/v1/dashboard/spectroclusters/search';

    simulator.play('cluster-deleted');
    await clock.advance(5 * MINUTE);
    const deleted = await listed();
    const alive = (await askPalette(simulator, path, { body: { filter } })).body as Page;
    await clock.advance(3 * DAY);

    expect(deleted).toMatchObject([{ status: { state: 'Deleted' } }]);
    expect(alive.items).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it.each([
    [
      'registry-sync-failed',
      '/v1/registries/oci/summary',
      ['items', 0, 'status', 'sync', 'status'],
      'Failed',
    ],
    ['remote-shell-open', '/v1/edgehosts/{host}', ['status', 'tunnelStatus', 'ssh', 'state'], 'Created'],
    [
      'backup-failed',
      '/v1/spectroclusters/{cluster}/features/backup',
      ['status', 'clusterBackupStatuses', 0, 'state'],
      'Failed',
    ],
    ['template-failed', '/v1/clusterTemplates/{template}', ['status', 'state'], 'Failed'],
  ] as const)('%s shows at %s', async (name, path, field, expected) => {
    const { edgeHosts, templates } = simulator.world;
    const uids: Record<string, string | undefined> = {
      host: edgeHosts[0]?.uid,
      cluster: cluster().uid,
      template: templates[0]?.uid,
    };

    simulator.play(name);
    let value: unknown = await read(path.replace(/\{(\w+)\}/, (_all, of: string) => uids[of] ?? ''));
    for (const step of field) value = (value as Record<string | number, unknown>)[step];

    expect(value).toBe(expected);
  });

  it('pma-upgrade: Palette is away for two hours, one Local UI after the other too', async () => {
    simulator.play('pma-upgrade');
    const story: string[] = [];
    for (let minute = 0; minute <= 150; minute += 1) {
      const { status } = await askPalette(simulator, '/v1/users/info');
      const away = simulator.world.appliance.hosts.findIndex(({ reachable }) => !reachable);
      const line = `${status} ${away === -1 ? 'all up' : `pma-${away + 1} away`}`;
      if (story.at(-1) !== line) story.push(line);
      await clock.advance(MINUTE);
    }

    expect(story).toEqual([
      '200 all up',
      '502 all up',
      '502 pma-3 away',
      '502 all up',
      '502 pma-2 away',
      '502 all up',
      '502 pma-1 away',
      '503 all up',
      '200 all up',
    ]);
    expect(simulator.world.platform.installedVersion).toBe('4.8.12');
  });
});

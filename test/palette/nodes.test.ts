import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { nodes } from '../../exporter/palette/nodes/index.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { type FakeClock, fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, linesOf, listOf, type Outcome, testPalette } from '../kit/test-palette.ts';

const MINUTE = 60_000;

describe('two machine records of one host', () => {
  const old = {
    metadata: { uid: 'm-old', name: 'node-1' },
    spec: { edgeHostUid: 'h1' },
    status: {
      instanceState: 'deleting',
      instanceStateLastUpdate: '2026-11-22T08:59:00Z',
      ready: true,
      health: { state: 'healthy', lastHeartBeatTimestamp: '2026-11-22T08:59:30Z' },
    },
  };
  const present = {
    metadata: { uid: 'm-new', name: 'node-1' },
    spec: { edgeHostUid: 'h1' },
    status: {
      instanceState: 'Running',
      instanceStateLastUpdate: '2026-11-22T08:00:00Z',
      health: { state: 'unhealthy', lastHeartBeatTimestamp: '2026-11-22T08:10:00Z' },
    },
  };

  it.each([
    ['the old one first', [old, present]],
    ['the old one last', [present, old]],
  ])('give the series of one of them, whole: %s', async (_order, machines) => {
    const pool = { name: 'cp', isControlPlane: true, size: 1 };
    const palette = testPalette(({ path }) =>
      path.endsWith('/machines') ? listOf(...machines) : { spec: { machinePoolConfig: [pool] } },
    );
    palette.fleet.clusters = [clusterRef('edge-1')];
    palette.fleet.nodesReportReady = true;

    const outcome = await palette.run(nodes);

    const values = ['info', 'ready', 'healthy', 'instance_state', 'last_heartbeat_timestamp_seconds'].map(
      (name) => linesOf(outcome, `palette_node_${name}`),
    );
    expect(values).toEqual([
      [expect.stringContaining('machine_uid="m-new"')],
      [expect.stringMatching(/ 0$/)],
      [expect.stringMatching(/ 0$/)],
      [expect.stringContaining('state="Running"')],
      [expect.stringContaining(` ${Date.parse('2026-11-22T08:10:00Z') / 1000}`)],
    ]);
    expect(linesOf(outcome, 'palette_machine_pool_nodes')).toEqual([expect.stringMatching(/ 1$/)]);
    expect(outcome.dropped).toBe(0);
  });
});

describe('nodes', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  beforeAll(async () => {
    clock = fakeClock();
    simulator = await startSimulator({ clock, palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  async function look(): Promise<Outcome> {
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);
    return palette.run(nodes);
  }

  it('tells the machine pools and nodes of a healthy cluster', async () => {
    const { text, dropped, requests } = await look();

    await expect(text).toMatchFileSnapshot('golden/nodes.prom');
    expect(dropped).toBe(0);
    expect(requests).toBe(2);
  });

  it('tells that a node is down', async () => {
    simulator.play('node-down');

    const { text } = await look();

    expect(text).toMatch(/^palette_node_ready\{.*\} 0$/m);
    expect(text).toMatch(/^palette_node_condition\{.*type="Ready",status="Unknown"\} 1$/m);
  });

  it('tells a drain that failed', async () => {
    simulator.play('drain-failed');
    await clock.advance(30 * MINUTE);

    const outcome = await look();

    expect(linesOf(outcome, 'palette_node_maintenance')).toEqual([
      expect.stringContaining('action="cordon",state="Failed"} 1'),
    ]);
  });

  it('tells that a control plane of four is replacing a host', async () => {
    simulator.play('host-replaced');

    const during = await look();
    await clock.advance(28 * MINUTE);
    const after = await look();

    expect(linesOf(during, 'palette_cluster_control_plane_replacing')).toEqual([
      expect.stringMatching(/ 1$/),
    ]);
    expect(linesOf(during, 'palette_machine_pool_nodes')).toEqual([expect.stringMatching(/ 4$/)]);
    expect(linesOf(after, 'palette_cluster_control_plane_replacing')).toEqual([expect.stringMatching(/ 0$/)]);
  });

  it('forgets a node that is gone', async () => {
    simulator.play('host-replaced');
    const gone = simulator.world.clusters[0]?.pools[0]?.machines[0]?.name;

    await clock.advance(28 * MINUTE);
    const { text } = await look();

    expect(gone).toBeDefined();
    expect(text).not.toContain(`node="${gone}"`);
  });

  it('tells nothing of clusters that are not on the edge', async () => {
    const palette = testPalette(() => ({}));
    palette.fleet.clusters = [
      clusterRef('cloud', { cloudType: 'aws' }),
      clusterRef('new', { configUid: '' }),
    ];

    const { text, requests } = await palette.run(nodes);

    expect(text).toBe('');
    expect(requests).toBe(0);
  });

  it('tells only the control plane of an empty configuration', async () => {
    const { text } = await ofCluster({}, {});

    expect(text).not.toMatch(/palette_(node|machine_pool)/);
  });

  it('takes pools and machines as Go writes them, and drops bad ones alone', async () => {
    const { text, dropped } = await ofCluster(
      {
        spec: {
          clusterConfig: { isTwoNodeCluster: true, controlPlaneEndpoint: { type: 'Teleport' } },
          machinePoolConfig: [
            { name: 'missing-parts' },
            { name: 'nulls', isControlPlane: true, size: 3, hosts: null, updateStrategy: null },
            {
              name: 'workers',
              size: 2,
              minSize: 1,
              maxSize: 4,
              nodeRepaveInterval: 900,
              updateStrategy: { type: 'AllAtOnce' },
              hosts: [{ hostUid: 'h1', IsCandidateCaption: true, twoNodeCandidatePriority: 'primary' }, 4],
            },
            { size: 1 },
          ],
        },
        status: { conditions: [{ type: 'Novel', status: 'Perhaps' }, null] },
      },
      {
        'missing-parts': { items: null },
        nulls: { items: [{ metadata: { uid: 'm1' } }, { metadata: { name: 'without a uid' } }] },
        workers: {
          items: [
            {
              metadata: { uid: 'm2', name: 'zero-times' },
              spec: {
                edgeHostUid: 'h1',
                machineMetadata: { creationTimestamp: ZERO_TIME },
                instanceType: null,
              },
              status: {
                instanceState: 'Dreaming',
                instanceStateLastUpdate: ZERO_TIME,
                ready: true,
                health: { state: 'HEALTHY', lastHeartBeatTimestamp: ZERO_TIME, conditions: null },
                maintenanceStatus: { action: 'paint', state: 'Drying' },
              },
            },
            {
              metadata: { uid: 'm3', name: 'sized' },
              spec: { instanceType: { numCPUs: 8, memoryMiB: 1024, diskGiB: 2 } },
              status: { health: { state: 'sick', conditions: [{ type: 'Ready', status: 'False' }, 'bad'] } },
            },
          ],
        },
      },
    );

    await expect(text).toMatchFileSnapshot('golden/nodes-odd.prom');
    expect(dropped).toBe(5);
  });

  it('does not tell readiness on a Palette that never told it', async () => {
    const { text } = await ofCluster(
      { spec: { machinePoolConfig: [{ name: 'pool' }] } },
      { pool: { items: [{ metadata: { uid: 'm1' }, status: { instanceState: 'Running' } }] } },
    );

    expect(text).not.toContain('palette_node_ready');
  });

  it('asks in the scope of the project of the cluster', async () => {
    const scopes: unknown[] = [];
    const palette = testPalette((_endpoint, { project }) => {
      scopes.push(project);
      return { spec: { machinePoolConfig: [{ name: 'pool' }] } };
    });
    palette.fleet.clusters = [clusterRef('edge-1')];

    await palette.run(nodes);

    expect(scopes).toEqual(['p1', 'p1']);
  });
});

function ofCluster(config: unknown, machines: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const palette = testPalette((_endpoint, { path = {} }) => {
    const { machinePoolName } = path;
    return machinePoolName === undefined ? config : machines[machinePoolName];
  });
  palette.fleet.clusters = [clusterRef('edge-1')];
  return palette.run(nodes);
}

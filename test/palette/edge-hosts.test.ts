import { describe, expect, it } from 'vitest';
import { agentTarget } from '../../exporter/palette/agent-target.ts';
import { AGENT, endpoints } from '../../exporter/palette/api/endpoints.ts';
import { edgeHosts } from '../../exporter/palette/edge-hosts.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { type Answer, linesOf, listOf, testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('edge hosts', () => {
  it('tell their state, health, hardware, partitions and whether their agent is outdated', async () => {
    const palette = testPalette(() => listOf(HOST, SPARE));
    palette.fleet.targets.set(AGENT, '4.8.6');

    const { text, dropped } = await palette.run(edgeHosts);

    await expect(text).toMatchFileSnapshot('golden/edge-hosts.prom');
    expect(dropped).toBe(0);
  });

  it('are taken as Go writes them, and a bad one is dropped alone', async () => {
    const rows = [
      { metadata: { uid: 'h1', name: 'no-parts' } },
      {
        metadata: { uid: 'h2', name: '', creationTimestamp: ZERO_TIME },
        spec: null,
        status: { state: 'unpaired' },
      },
      {
        metadata: { uid: 'h3', name: 'null-lists', lastModifiedTimestamp: ZERO_TIME },
        spec: { device: { disks: null, gpus: null, nics: null } },
        status: { inUseClustersRef: null, health: null },
      },
      {
        metadata: { uid: 'h4', name: 'new-members' },
        spec: { device: { hostState: 'diagnosis' } },
        status: { state: 'retired', health: { state: 'Degraded' } },
      },
      { metadata: { name: 'without a uid' } },
      { metadata: { uid: 'h5', name: 'bad-cores' }, spec: { device: { cpu: { cores: 'many' } } } },
      7,
      HOST,
    ];

    const { text, dropped } = await testPalette(() => listOf(...rows)).run(edgeHosts);

    await expect(text).toMatchFileSnapshot('golden/edge-hosts-odd.prom');
    expect(dropped).toBe(3);
  });

  it.each([
    ['4.8.6', 'v4.8.6'],
    ['v4.8.6', '4.8.6'],
    ['v4.8.6', 'v4.8.6'],
  ])('are not outdated with %s where %s is wanted', async (agentVersion, version) => {
    const outcome = await withAgents([agentVersion, 'v4.8.3'], version);

    expect(linesOf(outcome, 'palette_edge_host_agent_outdated')).toEqual([
      expect.stringMatching(/edge_host_uid="h0".* 0$/),
      expect.stringMatching(/edge_host_uid="h1".* 1$/),
    ]);
  });

  it('are not held against a version that was wanted long ago', async () => {
    const clock = fakeClock();
    const palette = testPalette(agentAnswers(['4.8.3'], '4.8.6'), { clock });
    await palette.run(agentTarget);
    await clock.advance(5 * HOUR);
    const known = await palette.run(edgeHosts);

    await clock.advance(1);
    const forgotten = await palette.run(edgeHosts);

    expect([known, forgotten].map((one) => linesOf(one, 'palette_edge_host_agent_outdated').length)).toEqual([
      1, 0,
    ]);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(() => ({ items: null })).run(edgeHosts);

    expect(text).toBe('');
  });

  it('take a full partition for full, although Go leaves the zero out', async () => {
    const disks = [{ size: 100, partitions: [{ mountPoint: '/usr/local', totalSpace: 90, usedSpace: 90 }] }];
    const row = { metadata: { uid: 'h1', name: 'full' }, spec: { device: { disks } } };

    const { text } = await testPalette(() => listOf(row)).run(edgeHosts);

    expect(text).toMatch(/palette_edge_host_partition_free_bytes\{.*mountpoint="\/usr\/local"\} 0\n/);
  });

  it('count towards the limit of the tenant only where all projects are read', async () => {
    const whole = testPalette(() => listOf(HOST));
    await whole.run(edgeHosts);
    const projects = { items: [{ metadata: { uid: 'p1', name: 'Default' } }] };
    const answer = ({ path }: { path: string }) => (path.endsWith('/metadata') ? projects : listOf(HOST));
    const some = testPalette(answer, { projects: ['Default'] });
    await some.run(edgeHosts);

    expect([whole.fleet.counted.get('edgehost'), some.fleet.counted.get('edgehost')]).toEqual([1, undefined]);
  });
});

describe('the cluster of a host', () => {
  const used = [{ uid: 'c1', name: 'line' }];

  it.each([
    ['before December 2024', { inUseClusters: used }],
    ['since then', { inUseClustersRef: used }],
    ['with both names', { inUseClusters: [{ uid: 'c0', name: 'old' }], inUseClustersRef: used }],
    ['where the new name is empty', { inUseClusters: used, inUseClustersRef: null }],
  ])('is told %s', async (_when, named) => {
    const host = { ...HOST, status: { state: 'in-use', health: { state: 'healthy' }, ...named } };
    const palette = testPalette(() => listOf(host));

    const outcome = await palette.run(edgeHosts);

    expect(linesOf(outcome, 'palette_edge_host_in_cluster')).toEqual([
      expect.stringContaining('cluster_uid="c1",cluster_name="line"} 1'),
    ]);
    expect(palette.fleet.edgeHosts[0]?.clusterUid).toBe('c1');
  });
});

const HOUR = 3_600_000;

/** Of a Palette that wants a version of hosts with these versions. */
function agentAnswers(versions: readonly string[], wanted: string): Answer {
  const content = `name: stylus\nversion: ${wanted}\n`;
  const hosts = versions.map((agentVersion, index) => ({
    metadata: { uid: `h${index}`, name: `host-${index}` },
    status: { health: { state: 'healthy', agentVersion } },
  }));
  return (endpoint) =>
    endpoint === endpoints.serviceVersion ? { spec: { latestVersion: { content } } } : listOf(...hosts);
}

async function withAgents(versions: readonly string[], wanted: string) {
  const palette = testPalette(agentAnswers(versions, wanted));
  await palette.run(agentTarget);
  return palette.run(edgeHosts);
}

const HOST = {
  metadata: {
    uid: 'edge-1',
    name: 'line-1',
    labels: { site: 'north' },
    creationTimestamp: '2026-11-01T08:00:00.000Z',
    lastModifiedTimestamp: '2026-11-22T08:59:00.000Z',
  },
  spec: {
    projectMeta: { uid: 'p1', name: 'Assembly' },
    type: 'edge-native',
    host: { hostAddress: '192.0.2.11', macAddress: '02:00:00:00:00:01' },
    device: {
      archType: 'amd64',
      hostState: 'cluster',
      hostType: 'appliance',
      secureBoot: true,
      cpu: { cores: 8 },
      memory: { sizeInMB: 16_384 },
      disks: [
        {
          size: 500,
          partitions: [
            { mountPoint: '/run/initramfs/cos-state', totalSpace: 15, freeSpace: 4, usedSpace: 11 },
            { mountPoint: '', totalSpace: 2 },
          ],
        },
        {
          size: 1000,
          partitions: [{ mountPoint: '/usr/local', totalSpace: 990, freeSpace: 700, usedSpace: 290 }],
        },
      ],
      gpus: [{ vendor: 'nvidia', gpuCount: 2 }],
      nics: [{ nicName: 'eth0', ip: '192.0.2.11', macAddr: '02:00:00:00:00:01' }],
      os: { family: 'ubuntu', version: '22.04', kernel: 'Linux', kernelVersion: '5.15.0' },
    },
  },
  status: {
    state: 'in-use',
    health: { state: 'healthy', agentVersion: '4.8.3', message: 'all is well on 192.0.2.11' },
    inUseClustersRef: [{ uid: 'c1', name: 'line' }],
  },
};

const SPARE = {
  metadata: { uid: 'edge-2', name: 'spare' },
  spec: { projectMeta: { uid: 'p1', name: 'Assembly' }, device: { hostState: 'registration' } },
  status: { state: 'ready', health: { state: 'healthy', agentVersion: '4.8.6' }, inUseClustersRef: null },
};

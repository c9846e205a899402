import { describe, expect, it } from 'vitest';
import type { EdgeHostRef } from '../../exporter/palette/api/fleet.ts';
import { edgeHostDetails } from '../../exporter/palette/edge-host-details.ts';
import { linesOf, testPalette } from '../kit/test-palette.ts';

describe('the edge hosts of a cluster', () => {
  const members = [
    hostRef('well', { clusterUid: 'line' }),
    hostRef('ill', { clusterUid: 'line', isExceptional: true }),
  ];

  const detailed = { detailed: new Set(['edge_host_details']) };

  it('are all told of in one request', async () => {
    const asked: unknown[] = [];
    const palette = testPalette(({ path }, { path: values, project }) => {
      asked.push([path, values, project]);
      return { items: [deviceOf('well'), deviceOf('ill'), deviceOf('stranger'), { metadata: null }] };
    });
    palette.fleet.edgeHosts = members;

    const { text, dropped } = await palette.run(edgeHostDetails);

    await expect(text).toMatchFileSnapshot('golden/edge-host-details-cluster.prom');
    expect(asked).toEqual([['/v1/spectroclusters/{uid}/edge-native/edgeHosts', { uid: 'line' }, 'p1']]);
    expect([palette.planned(edgeHostDetails), dropped]).toEqual([1, 1]);
  });

  it.each([
    ['does not have that list', undefined],
    ['leaves them out', { items: null }],
  ])('are looked at one by one where Palette %s and the configuration asks for detail', async (_, answer) => {
    const palette = testPalette(
      ({ path }) => (path === '/v1/edgehosts/{uid}' ? deviceOf('any') : answer),
      detailed,
    );
    palette.fleet.edgeHosts = members;

    const outcome = await palette.run(edgeHostDetails);

    expect(linesOf(outcome, 'palette_edge_host_remote_shell_enabled')).toHaveLength(2);
    expect(outcome.requests).toBe(3);
  });

  it('are told of without the one that is gone by then', async () => {
    const palette = testPalette(
      ({ path }) => (path === '/v1/edgehosts/{uid}' ? undefined : { items: [deviceOf('well')] }),
      detailed,
    );
    palette.fleet.edgeHosts = members;

    const outcome = await palette.run(edgeHostDetails);

    expect(linesOf(outcome, 'palette_edge_host_remote_shell_enabled')).toEqual([
      expect.stringContaining('edge_host_name="well"'),
    ]);
  });

  it('are visited before their turn when one changes or leaves', () => {
    const versionsOf = (...hosts: readonly EdgeHostRef[]) => {
      const palette = testPalette(() => undefined, detailed);
      palette.fleet.edgeHosts = hosts;
      return palette.items(edgeHostDetails).map(({ version }) => version);
    };
    const [well, ill] = members as [EdgeHostRef, EdgeHostRef];

    const versions = [versionsOf(well, ill), versionsOf(well), versionsOf(well, { ...ill, version: '2' })];

    expect(new Set(versions.flat()).size).toBe(3);
  });

  it('are left alone where Palette does not have that list, but for those in trouble', async () => {
    const asked: unknown[] = [];
    const palette = testPalette(({ path }, { path: values }) => {
      asked.push([path, values]);
      return path === '/v1/edgehosts/{uid}' ? deviceOf('ill') : undefined;
    });
    palette.fleet.edgeHosts = members;

    await palette.run(edgeHostDetails);

    expect(asked).toEqual([
      ['/v1/spectroclusters/{uid}/edge-native/edgeHosts', { uid: 'line' }],
      ['/v1/edgehosts/{uid}', { uid: 'ill' }],
    ]);
  });
});

describe('edge hosts in no cluster', () => {
  it('are looked at only while something is wrong with them', async () => {
    const palette = testPalette(() => deviceOf('ill'));
    palette.fleet.edgeHosts = [hostRef('well'), hostRef('ill', { isExceptional: true })];

    const { text, requests } = await palette.run(edgeHostDetails);

    await expect(text).toMatchFileSnapshot('golden/edge-host-details.prom');
    expect(requests).toBe(1);
  });

  it('are all looked at where the configuration asks for detail', async () => {
    const scopes: (string | undefined)[] = [];
    const answer = (_: unknown, { project }: { project?: string | undefined }) => {
      scopes.push(project);
      return { spec: null, status: { packs: null } };
    };
    const palette = testPalette(answer, { detailed: new Set(['edge_host_details']) });
    palette.fleet.edgeHosts = [hostRef('one'), hostRef('two')];

    const { text, dropped } = await palette.run(edgeHostDetails);

    await expect(text).toMatchFileSnapshot('golden/edge-host-details-odd.prom');
    expect(scopes).toEqual(['p1', 'p1']);
    expect(dropped).toBe(0);
  });
});

function hostRef(name: string, more: Partial<EdgeHostRef> = {}): EdgeHostRef {
  return {
    key: name,
    version: '1',
    uid: name,
    name,
    project: 'Default',
    projectUid: 'p1',
    isExceptional: false,
    address: '192.0.2.9',
    ...more,
  };
}

const deviceOf = (uid: string) => ({
  metadata: { uid },
  spec: {
    service: { name: 'stylus', version: '4.8.3' },
    tunnelConfig: { remoteSsh: 'enabled', remoteSshTempUser: 'disabled' },
    host: { hostAuthToken: 'planted-secret', hostPairingKey: 'planted-secret' },
  },
  status: {
    serviceAuthToken: 'planted-secret',
    packs: [
      { name: 'k8s', condition: { type: 'Ready', status: 'True' } },
      { name: 'cni', condition: { type: 'Error', status: 'True', message: 'planted-secret' } },
      { name: 'csi', condition: { type: 'Ready', status: 'True' } },
    ],
    tunnelStatus: {
      ssh: { state: 'Created', user: { credentials: { username: 'temp', password: 'planted-secret' } } },
    },
  },
});

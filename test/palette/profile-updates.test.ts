import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DesiredPack, DesiredProfile } from '../../exporter/palette/api/fleet.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { profileUpdates } from '../../exporter/palette/profile-updates.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, linesOf, testPalette } from '../kit/test-palette.ts';

describe('profile updates', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  it('tells which profile and pack versions wait to be applied', async () => {
    simulator.play('update-pending');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const { text, requests } = await palette.run(profileUpdates);

    await expect(text).toMatchFileSnapshot('golden/profile-updates.prom');
    expect(requests).toBe(2);
  });

  it('tells an image of the operating system whose pack keeps its version', async () => {
    simulator.play('os-update-pending');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const lines = linesOf(await palette.run(profileUpdates), 'palette_cluster_pending_pack_info');

    expect(lines).toEqual([
      expect.stringMatching(/edge-native-byoi.*current_version="2.1.0",target_version="2.1.0",kind="os"/),
      expect.stringMatching(/cilium.*kind="pack_version"/),
      expect.stringMatching(/portworx.*current_version="3.2.3",target_version="3.2.3",kind="pack_values"/),
    ]);
  });

  it('asks for no cluster without an update', async () => {
    simulator.play('healthy');
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);

    const { text, requests } = await palette.run(profileUpdates);

    expect(text).toBe('');
    expect(requests).toBe(0);
  });

  it('counts nothing while the list of profiles is empty', async () => {
    const { text } = await ofCluster({ profiles: null });

    expect(text).toContain('palette_cluster_pending_profile_updates{');
    expect(text).not.toContain('_info');
  });

  it('takes updates as Go writes them, and drops bad parts alone', async () => {
    const { text, dropped } = await ofCluster({
      profiles: [
        { uid: 'missing-parts' },
        { uid: 'v2', name: 'null-packs', profileVersion: '2.0.0', packs: null },
        {
          uid: 'v3',
          name: 'infra',
          profileVersion: '3.0.0',
          packs: [
            { name: 'k8s', version: '1.32.4' },
            { name: 'unchanged', version: '1.0.0' },
            { name: 'new', tag: '7.x' },
            { version: 'without a name' },
          ],
        },
        'not a profile',
      ],
    });

    await expect(text).toMatchFileSnapshot('golden/profile-updates-odd.prom');
    expect(dropped).toBe(2);
  });

  it('are held against the profile that they are of, when another one has a pack of the same name', async () => {
    const attached = [
      profileOf('a1', 'first', packOf('agent', '1')),
      profileOf('b1', 'second', packOf('agent', '2')),
    ];

    const unchanged = await ofCluster({ profiles: [pending('a2', 'first', '1')] }, attached);
    const changed = await ofCluster(
      { profiles: [pending('a2', 'first', '2'), pending('b1', 'renamed', '2')] },
      attached,
    );

    expect(linesOf(unchanged, 'palette_cluster_pending_pack_info')).toEqual([]);
    await expect(changed.text).toMatchFileSnapshot('golden/profile-updates-same-pack.prom');
  });

  it('by another name replace a profile that no other update is for', async () => {
    const attached = [
      profileOf('a1', 'first', packOf('agent', '1')),
      profileOf('b1', 'second', packOf('agent', '2')),
    ];

    const outcome = await ofCluster(
      { profiles: [pending('b2', 'second', '2'), pending('c1', 'successor', '3')] },
      attached,
    );

    expect(linesOf(outcome, 'palette_cluster_pending_pack_info')).toEqual([
      expect.stringContaining(
        'profile="successor",pack="agent",layer="addon",current_version="1",target_version="3"',
      ),
    ]);
  });

  it('tells kinds of update apart, and keeps nothing of the values of packs', async () => {
    const packs = [
      of('byoi', 'os', '2.1.0', 'options:\n  system.uri: registry.example.com/os:2\n'),
      of('k8s', 'k8s', '1.34.2', 'cluster: {}\n'),
      of('cilium', 'cni', '1.18.5', 'mtu: 9000\n'),
      of('metallb', 'addon', '0.15.2', 'password: other\n'),
      of('kubevirt', 'addon', '4.8.9', 'replicas: 2  \r\n\n'),
      of('nginx', '', '1.14.1', 'replicas: 3'),
      of('silent', 'addon', '1.0.0', ''),
      of('new', 'addon', '1.0.0', 'a: 1'),
    ];
    const before = [
      of('byoi', 'os', '2.1.0', 'options:\n  system.uri: registry.example.com/os:1\n'),
      of('k8s', 'k8s', '1.33.6', 'cluster: {}\n'),
      of('cilium', 'cni', '1.18.4', 'mtu: 9000\n'),
      of('metallb', 'addon', '0.15.2', 'password: hidden\n'),
      of('kubevirt', 'addon', '4.8.9', 'replicas: 2\n'),
      of('nginx', 'addon', '1.14.1', 'replicas: 2'),
      of('silent', 'addon', '1.0.0', 'a: 1'),
    ];
    const palette = testPalette(({ path }) =>
      path.endsWith('/profileUpdates')
        ? { profiles: [{ uid: 'v1', name: 'infra', profileVersion: '1.0.0', packs }] }
        : { spec: { clusterProfileTemplates: [{ uid: 'v1', packs: before }] } },
    );
    const attached = profileOf('v1', 'infra', ...before.map((pack) => ({ ...pack, isInvalid: false })));
    palette.fleet.clusters = [clusterRef('edge-1', { updateAvailable: true, profiles: [attached] })];

    const outcome = await palette.run(profileUpdates);

    const kinds = linesOf(outcome, 'palette_cluster_pending_pack_info').map((line) =>
      /pack="(?<pack>\w+)".*kind="(?<kind>\w+)"/.exec(line)?.slice(1).join(' '),
    );
    expect(kinds).toEqual([
      'byoi os',
      'k8s kubernetes',
      'cilium pack_version',
      'metallb pack_values',
      'nginx pack_values',
      'new pack_version',
    ]);
    expect(linesOf(outcome, 'palette_cluster_pending_pack_updates')).toEqual([expect.stringMatching(/ 6$/)]);
    expect(outcome.text).not.toMatch(/password|hidden|registry\.example/);
  });
});

function of(name: string, layer: string, version: string, values: string) {
  return { name, layer, version, values };
}

function pending(uid: string, name: string, version: string) {
  return { uid, name, profileVersion: '2.0.0', packs: [{ name: 'agent', version }] };
}

const INFRA = profileOf('v1', 'infra', packOf('k8s', '1.31.8'), packOf('unchanged', '1.0.0'));

function ofCluster(body: unknown, profiles: readonly DesiredProfile[] = [INFRA]) {
  const palette = testPalette(() => body);
  palette.fleet.clusters = [clusterRef('edge-1', { updateAvailable: true, profiles })];
  return palette.run(profileUpdates);
}

function profileOf(uid: string, name: string, ...packs: readonly DesiredPack[]): DesiredProfile {
  return { uid, name, type: 'infra', scope: 'project', packs };
}

function packOf(name: string, version: string) {
  return { name, version, layer: 'addon', isInvalid: false };
}

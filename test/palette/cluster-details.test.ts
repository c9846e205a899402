import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterRef, DesiredPack } from '../../exporter/palette/api/fleet.ts';
import { clusterDetails } from '../../exporter/palette/cluster-details/index.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { ZERO_TIME } from '../../exporter/simulator/go-json.ts';
import type { ScenarioName } from '../../exporter/simulator/scenarios/index.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { answersOf, clusterRef, linesOf, testPalette } from '../kit/test-palette.ts';

describe('cluster details', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: fakeClock(), palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  async function playing(scenario: ScenarioName) {
    simulator.play(scenario);
    const palette = testPalette(answersOf(simulator));
    await palette.run(clusters);
    return palette.run(clusterDetails);
  }

  it('tells conditions, packs, profiles and settings of a settled cluster', async () => {
    const { text, dropped, requests } = await playing('healthy');

    await expect(text).toMatchFileSnapshot('golden/cluster-details.prom');
    expect(dropped).toBe(0);
    expect(requests).toBe(1);
  });

  it('tells which pack failed', async () => {
    const { text } = await playing('pack-failed');

    expect(text).toMatch(/^palette_cluster_pack_ready\{.*pack="csi-portworx-generic"\} 0$/m);
    expect(text).toMatch(/^palette_cluster_pack_state\{.*pack="csi-portworx-generic",state="Error"\} 1$/m);
    expect(text).toMatch(/^palette_cluster_update_phase\{.*phase="rolling_out"\} 1$/m);
  });

  it('tells which pack is gone from its registry', async () => {
    const { text } = await playing('pack-invalid');

    expect(text).toMatch(/^palette_cluster_pack_invalid\{.*pack="[\w-]+"\} 1$/m);
  });

  it('reads no values of packs', async () => {
    const { text } = await playing('healthy');

    expect(text).not.toContain('values of');
  });

  it('tells nothing of an empty document', async () => {
    const { text } = await ofCluster({}, {});

    expect(text).toBe('');
  });

  it('takes a document as Go writes it, and drops bad parts alone', async () => {
    const { text, dropped } = await ofCluster(odd, { profiles: [profileOf('infra', desired('k8s', '1'))] });

    await expect(text).toMatchFileSnapshot('golden/cluster-details-odd.prom');
    expect(dropped).toBe(3);
  });

  it('calls a pack drifted when another version runs, or none', async () => {
    const outcome = await ofCluster(
      { status: { packs: [running('k8s', '1.31.8'), running('cni', '3.29.3')] } },
      {
        profiles: [
          profileOf('infra', desired('k8s', '1.32.4'), desired('cni', '3.29.3'), desired('csi', '3.2')),
        ],
      },
    );

    expect(linesOf(outcome, 'palette_cluster_packs_drifted')).toEqual([expect.stringMatching(/ 2$/)]);
    expect(linesOf(outcome, 'palette_cluster_pack_drift_info')).toEqual([
      expect.stringContaining('pack="k8s",desired_version="1.32.4",running_version="1.31.8"'),
      expect.stringContaining('pack="csi",desired_version="3.2"}'),
    ]);
  });

  it('finds the running pack by its profile when two profiles bring one of the same name', async () => {
    const packs = [running('agent', '1', 'uid-of-first'), running('agent', '2', 'uid-of-second')];

    const outcome = await ofCluster(
      { status: { packs } },
      { profiles: [profileOf('first', desired('agent', '1')), profileOf('second', desired('agent', '2'))] },
    );

    expect(linesOf(outcome, 'palette_cluster_packs_drifted')).toEqual([expect.stringMatching(/ 0$/)]);
  });

  it('takes no pack of another profile for one that does not run', async () => {
    const packs = [running('agent', '1', 'uid-of-second')];

    const outcome = await ofCluster(
      { status: { packs } },
      { profiles: [profileOf('first', desired('agent', '1')), profileOf('second', desired('agent', '1'))] },
    );

    expect(linesOf(outcome, 'palette_cluster_pack_drift_info')).toEqual([
      expect.stringContaining('profile="first",pack="agent",desired_version="1"}'),
    ]);
  });

  it('finds the pack of the version before, not that of another profile', async () => {
    const packs = [running('agent', '2', 'uid-of-second'), running('agent', '1', 'old')];

    const outcome = await ofCluster(
      { status: { packs } },
      { profiles: [profileOf('first', desired('agent', '3')), profileOf('second', desired('agent', '2'))] },
    );

    expect(linesOf(outcome, 'palette_cluster_pack_drift_info')).toEqual([
      expect.stringContaining('profile="first",pack="agent",desired_version="3",running_version="1"'),
    ]);
  });

  it('sees no drift in packs of the same name that do not say which profile they are of', async () => {
    const packs = [running('agent', '1', ''), running('agent', '2', '')];

    const outcome = await ofCluster(
      { status: { packs } },
      { profiles: [profileOf('first', desired('agent', '1')), profileOf('second', desired('agent', '2'))] },
    );

    expect(linesOf(outcome, 'palette_cluster_packs_drifted')).toEqual([expect.stringMatching(/ 0$/)]);
  });

  it.each([
    ['settled', {}, {}],
    ['available', { updateAvailable: true }, {}],
    ['repave_pending', { repave: 'Pending', updateAvailable: true }, {}],
    ['settled', { repave: 'Approved' }, {}],
    ['rolling_out', { updateAvailable: true }, { conditions: [{ type: 'Applied', status: 'False' }] }],
    ['rolling_out', {}, { packs: [{ name: 'k8s', condition: { type: 'Installed', status: 'True' } }] }],
    ['rolling_out', {}, { spcApply: { lastModifiedTime: '2026-11-22T08:00:00Z' } }],
    ['rolling_out', { profiles: [profileOf('infra', desired('k8s', '1'))] }, {}],
  ])('is in the phase %s with %j in the fleet list and %j in the document', async (phase, ref, status) => {
    const outcome = await ofCluster({ status: { spcApply: {}, ...status } }, ref);

    expect(linesOf(outcome, 'palette_cluster_update_phase')).toEqual([
      expect.stringContaining(`phase="${phase}"`),
    ]);
  });

  it('tells how long the last profile change took, once it is applied', async () => {
    const modified = '2026-11-22T08:00:00Z';

    const waiting = await ofCluster(
      { status: { spcApply: { lastModifiedTime: modified, patchAppliedTime: '2026-11-21T08:00:00Z' } } },
      {},
    );
    const applied = await ofCluster(
      { status: { spcApply: { lastModifiedTime: modified, patchAppliedTime: '2026-11-22T08:02:30Z' } } },
      {},
    );

    expect(linesOf(waiting, 'palette_cluster_profile_apply_lag_seconds')).toEqual([]);
    expect(linesOf(applied, 'palette_cluster_profile_apply_lag_seconds')).toEqual([
      expect.stringMatching(/ 150$/),
    ]);
  });

  it('tells no sentence that Palette calls a condition', async () => {
    const lastTransitionTime = '2026-11-22T08:00:00Z';
    const conditions = [{ type: 'secret message with spaces', status: 'not quite true', lastTransitionTime }];

    const outcome = await ofCluster({ status: { conditions } }, {});

    expect(linesOf(outcome, 'palette_cluster_condition')).toEqual([
      expect.stringContaining('type="other",status="other"} 1'),
    ]);
    expect(outcome.text).not.toMatch(/secret|quite/);
  });

  it('caps the conditions of a cluster', async () => {
    const conditions = Array.from({ length: 80 }, (_, index) => ({ type: `C${index}`, status: 'True' }));

    const outcome = await ofCluster({ status: { conditions } }, {});

    expect(linesOf(outcome, 'palette_cluster_condition')).toHaveLength(50);
  });
});

const odd = {
  spec: {
    clusterProfileTemplates: null,
    clusterTemplate: { uid: 'template-1' },
    clusterConfig: {
      lifecycleConfig: null,
      updateWorkerPoolsInParallel: true,
      machineManagementConfig: {
        osPatchConfig: { schedule: '0 3 * * SUN', onDemandPatchAfter: ZERO_TIME, patchOnBoot: true },
      },
    },
  },
  status: {
    conditions: [
      { type: 'Novel', status: 'Perhaps', lastTransitionTime: '2026-11-22T08:00:00Z' },
      { type: 'ZeroTime', status: 'True', lastTransitionTime: ZERO_TIME },
      { type: 3 },
    ],
    packs: [
      { name: 'missing-parts' },
      { name: 'zero-times', startTime: ZERO_TIME, endTime: ZERO_TIME, manifests: null, condition: null },
      {
        name: 'again',
        version: '2',
        type: 'novel',
        profileUid: 'infra-1',
        condition: { type: 'Pondering', status: 'True' },
        startTime: '2026-11-22T08:00:00Z',
        endTime: '2026-11-21T08:00:00Z',
        manifests: [{ condition: { type: 'Ready' } }, { condition: { type: 'Ready' } }, { condition: null }],
      },
      { version: 'without a name' },
    ],
    upgrades: [{ timestamp: ZERO_TIME }, 'not an upgrade', { timestamp: '2026-10-01T00:00:00Z' }],
    spcApply: { actionType: 'DownloadAndInstallLater', lastModifiedTime: ZERO_TIME },
  },
};

function ofCluster(document: unknown, ref: Partial<ClusterRef>) {
  const palette = testPalette(() => document);
  palette.fleet.clusters = [clusterRef('edge-1', ref)];
  return palette.run(clusterDetails);
}

function profileOf(name: string, ...packs: readonly DesiredPack[]) {
  return { uid: `uid-of-${name}`, name, type: 'infra', scope: 'project', packs };
}

function desired(name: string, version: string): DesiredPack {
  return { name, version, layer: 'addon', isInvalid: false };
}

function running(name: string, version: string, profileUid = 'old') {
  return { name, version, profileUid, condition: { type: 'Ready', status: 'True' } };
}

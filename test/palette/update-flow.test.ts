import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterDetails } from '../../exporter/palette/cluster-details/index.ts';
import { clusterKubernetes } from '../../exporter/palette/cluster-kubernetes.ts';
import { clusters } from '../../exporter/palette/clusters/index.ts';
import { nodes } from '../../exporter/palette/nodes/index.ts';
import { profileUpdates } from '../../exporter/palette/profile-updates.ts';
import { repaves } from '../../exporter/palette/repaves.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { type FakeClock, fakeClock } from '../kit/fake-clock.ts';
import { parseSamples, type Sample } from '../kit/parse-samples.ts';
import { answersOf, type TestPalette, testPalette } from '../kit/test-palette.ts';

const MINUTE = 60_000;

/** The collectors that tell the story, in an order in which each knows what the others learnt. */
const storytellers = [clusters, profileUpdates, repaves, clusterDetails, clusterKubernetes, nodes];

describe('a profile update, read from the metrics', () => {
  let clock: FakeClock;
  let simulator: Simulator;
  let palette: TestPalette;
  let started: number;
  beforeAll(async () => {
    clock = fakeClock();
    simulator = await startSimulator({ clock, palette: { rateLimit: false } });
    palette = testPalette(answersOf(simulator), { clock });
    simulator.play('rollout');
    started = clock.now();
  });
  afterAll(() => simulator.close());

  /** The story so many minutes after the new version was published. */
  async function storyAt(minute: number) {
    await clock.advance(started + minute * MINUTE - clock.now());
    const samples: Sample[] = [];
    for (const collector of storytellers) samples.push(...parseSamples((await palette.run(collector)).text));
    return {
      /** The value of the only series of a family that fits these labels. */
      value: (name: string, labels: Readonly<Record<string, string>> = {}) => {
        const [found, ...more] = samples.filter(
          (sample) =>
            sample.name === name &&
            Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
        );
        if (more.length > 0) throw new Error(`${name} has several such series`);
        return found === undefined ? undefined : Number(found.value);
      },
      /** What a family has in a label. */
      labels: (name: string, label: string) =>
        samples.filter((sample) => sample.name === name).map(({ labels }) => labels[label]),
    };
  }

  it('begins with an update that is available', async () => {
    const { value, labels } = await storyAt(0.5);

    expect(value('palette_cluster_update_available')).toBe(1);
    expect(labels('palette_cluster_update_phase', 'phase')).toEqual(['available']);
    expect(value('palette_cluster_pending_profile_updates')).toBe(1);
    expect(value('palette_cluster_pending_pack_updates')).toBe(1);
    expect(labels('palette_cluster_pending_pack_info', 'target_version')).toEqual(['1.34.2']);
    expect(value('palette_cluster_packs_drifted')).toBe(0);
    expect(labels('palette_cluster_repave_state', 'state')).toEqual([]);
  });

  it('waits for the approval of the repave once it is applied', async () => {
    const { value, labels } = await storyAt(3);

    expect(value('palette_cluster_update_available')).toBe(0);
    expect(labels('palette_cluster_update_phase', 'phase')).toEqual(['repave_pending']);
    expect(labels('palette_cluster_pending_profile_updates', 'cluster_name')).toEqual([]);
    expect(labels('palette_cluster_repave_state', 'state')).toEqual(['Pending']);
    expect(value('palette_cluster_repave_reasons', { code: 'PackVersionUpdated' })).toBe(1);
    expect(value('palette_cluster_profile_apply_released')).toBe(0);
    expect(value('palette_cluster_profile_apply_lag_seconds')).toBeUndefined();
    expect(labels('palette_cluster_kubernetes_desired_info', 'version')).toEqual(['1.34.2']);
    expect(labels('palette_cluster_kubernetes_info', 'version')).toEqual(['1.33.6']);
    expect(labels('palette_cluster_pack_drift_info', 'pack')).toEqual(['edge-k8s']);
    expect(labels('palette_machine_pool_rollout_nodes', 'phase')).toEqual([]);
  });

  it('goes to the first node when it is approved', async () => {
    const { value, labels } = await storyAt(6);

    expect(labels('palette_cluster_repave_state', 'state')).toEqual(['Approved']);
    expect(labels('palette_cluster_update_phase', 'phase')).toEqual(['rolling_out']);
    expect(value('palette_cluster_repave_transition_timestamp_seconds')).toBe(started / 1000 + 5 * 60);
    expect(value('palette_cluster_profile_apply_released')).toBe(1);
    expect(value('palette_cluster_profile_apply_lag_seconds')).toBe(180);
    expect(value('palette_cluster_pack_ready', { pack: 'edge-k8s' })).toBe(0);
    expect(labels('palette_node_maintenance', 'state')).toEqual(['InProgress']);
    expect(rolloutOf(value)).toEqual({ done: 0, working: 1, waiting: 2 });
  });

  it('has one node done and one in work halfway through', async () => {
    const { value } = await storyAt(12.5);

    expect(rolloutOf(value)).toEqual({ done: 1, working: 1, waiting: 1 });
    expect(value('palette_node_instance_state', { state: 'Provisioning' })).toBe(1);
  });

  it('has no node waiting when the last one is in work', async () => {
    const { value } = await storyAt(16);

    expect(rolloutOf(value)).toEqual({ done: 2, working: 1, waiting: 0 });
  });

  it('has all nodes done before it settles', async () => {
    const { value, labels } = await storyAt(20.5);

    expect(rolloutOf(value)).toEqual({ done: 3, working: 0, waiting: 0 });
    expect(labels('palette_cluster_update_phase', 'phase')).toEqual(['rolling_out']);
  });

  it('settles on the new version', async () => {
    const { value, labels } = await storyAt(22);

    expect(labels('palette_cluster_update_phase', 'phase')).toEqual(['settled']);
    expect(labels('palette_cluster_kubernetes_info', 'version')).toEqual(['1.34.2']);
    expect(value('palette_cluster_packs_drifted')).toBe(0);
    expect(value('palette_cluster_pack_ready', { pack: 'edge-k8s' })).toBe(1);
    expect(value('palette_cluster_last_upgrade_timestamp_seconds')).toBe(started / 1000 + 21 * 60);
    expect(labels('palette_cluster_repave_state', 'state')).toEqual([]);
    expect(labels('palette_machine_pool_rollout_nodes', 'phase')).toEqual([]);
  });
});

function rolloutOf(value: (name: string, labels: Record<string, string>) => number | undefined) {
  const phase = (name: string) => value('palette_machine_pool_rollout_nodes', { phase: name });
  return { done: phase('done'), working: phase('working'), waiting: phase('waiting') };
}

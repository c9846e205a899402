import { afterEach, describe, expect, it } from 'vitest';
import { type Observatory, startObservatory } from '../kit/observatory.ts';
import { parseSamples } from '../kit/parse-samples.ts';

let observatory: Observatory | undefined;

afterEach(async () => {
  await observatory?.close();
  observatory = undefined;
});

describe('a rename', () => {
  it.each(['cluster', 'project'] as const)(
    'of a %s shows in all collectors within a quarter of an hour',
    async (what) => {
      observatory = await startObservatory({ step: '1m' });
      const { simulator, exporter } = observatory;
      await observatory.watch(3);
      const [cluster] = simulator.world.clusters;
      if (cluster === undefined) throw new Error('the world has no clusters');
      const { uid } = cluster;
      const label = what === 'cluster' ? 'cluster_name' : 'project';
      const renamed = what === 'cluster' ? cluster : cluster.project;
      const old = renamed.name;
      const before = await familiesWith(uid, label, old);

      Object.assign(renamed, { name: 'Renamed' });
      // Sweeps come every 15 minutes at the latest; visits as slow as every six hours.
      await observatory.watch(17);

      expect(before.length).toBeGreaterThan(20);
      expect(await familiesWith(uid, label, old)).toEqual([]);
      expect(await familiesWith(uid, label, 'Renamed')).toEqual(before);

      async function familiesWith(cluster_uid: string, name: string, value: string): Promise<string[]> {
        const samples = parseSamples((await exporter.exposition()) ?? '');
        const found = samples.filter(
          ({ labels }) => labels.cluster_uid === cluster_uid && labels[name] === value,
        );
        return [...new Set(found.map((sample) => sample.name))].sort();
      }
    },
  );
});

import type { Contest, Figure } from './harness.ts';

/** The largest resident set of each process; to be asked for after the other benchmarks have done their work. */
export async function memory({ ours, theirs }: Contest): Promise<Figure[]> {
  return [
    {
      what: 'peak resident set',
      unit: 'MiB',
      goal: 0.4,
      ours: await ours.peakMiB(),
      theirs: await theirs.peakMiB(),
    },
  ];
}

import type { Sample } from '../commands/api/prometheus-query.ts';
import type { Asker } from './asker.ts';
import type { Questions } from './questions.ts';

/** Copies of something that are there at the end of a period. */
export interface Kept {
  readonly what: 'backups' | 'database backups' | 'snapshots of virtual machines';
  /** The cluster or Palette. */
  readonly of: string;
  readonly project: string;
  /** How many by state, such as `6 Completed, 1 Failed`. */
  readonly count: string;
  /** When the newest good one was made, of several things the oldest of these: milliseconds. */
  readonly lastGood: number | undefined;
  /** When that one expires: milliseconds. */
  readonly expires: number | undefined;
  /** What there is to be said, such as that nothing is scheduled. */
  readonly note: string;
}

/** @param at the last moment at which the exporter told anything */
export async function keptOf(asker: Asker, questions: Questions, at: number): Promise<readonly Kept[]> {
  const ask = (name: keyof Questions) => asker.moment(questions[name], at);
  const [scheduled, backups, lastGood, expiry] = [
    await ask('scheduled'),
    await ask('backups'),
    await ask('lastBackup'),
    await ask('backupExpiry'),
  ];
  const [databases, lastDatabase] = [await ask('databaseBackups'), await ask('lastDatabaseBackup')];
  const [snapshots, oldest] = [await ask('snapshots'), await ask('oldestSnapshot')];
  return [
    ...scheduled.map(({ labels, value }): Kept => {
      const same = sameAs(labels, ['palette', 'cluster_uid']);
      return {
        ...clusterOf(labels),
        what: 'backups',
        count: countsOf(backups.filter(same), 'state'),
        lastGood: momentOf(lastGood.find(same)),
        expires: momentOf(expiry.find(same)),
        note: value === 0 ? 'none scheduled' : '',
      };
    }),
    ...onePer(databases, ['palette', 'mode']).map((labels): Kept => {
      const same = sameAs(labels, ['palette', 'mode']);
      return {
        what: 'database backups',
        of: `${labels.palette} (${labels.mode})`,
        project: '',
        count: countsOf(databases.filter(same), 'state'),
        lastGood: momentOf(lastDatabase.find(same)),
        expires: undefined,
        note: '',
      };
    }),
    ...onePer(snapshots, ['palette', 'cluster_uid']).map((labels): Kept => {
      const same = sameAs(labels, ['palette', 'cluster_uid']);
      return {
        ...clusterOf(labels),
        what: 'snapshots of virtual machines',
        count: countsOf(snapshots.filter(same), 'phase'),
        lastGood: momentOf(oldest.find(same)),
        expires: undefined,
        note: 'the machine whose last good one is the oldest',
      };
    }),
  ];
}

type Labels = Sample['labels'];

function clusterOf({ cluster_name = '', project = '' }: Labels) {
  return { of: cluster_name, project };
}

function sameAs(labels: Labels, names: readonly string[]): (sample: Sample) => boolean {
  return (sample) => names.every((name) => sample.labels[name] === labels[name]);
}

function onePer(samples: readonly Sample[], names: readonly string[]): readonly Labels[] {
  return [
    ...new Map(samples.map(({ labels }) => [names.map((name) => labels[name]).join('/'), labels])).values(),
  ];
}

function countsOf(samples: readonly Sample[], label: string): string {
  const counts = new Map<string, number>();
  for (const { labels, value } of samples) {
    const state = labels[label] ?? '';
    counts.set(state, Math.max(counts.get(state) ?? 0, value));
  }
  const shown = [...counts].filter(([, count]) => count > 0).map(([state, count]) => `${count} ${state}`);
  return shown.length === 0 ? 'none' : shown.sort().join(', ');
}

function momentOf(sample: Sample | undefined): number | undefined {
  return sample === undefined ? undefined : sample.value * 1000;
}

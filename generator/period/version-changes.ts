import type { Sample } from '../commands/api/prometheus-query.ts';
import type { VersionQuestion } from './questions.ts';

/** A version of something before and after; empty where the thing was not there. */
export interface Change {
  /** `pack`, `edge host` */
  readonly of: string;
  /** The thing. */
  readonly name: string;
  /** What has the version: `Kubernetes`, `kernel`. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** Every version before and after, changed or not. Things of one name are told together. */
export function changesOf(
  { of, name, versions }: VersionQuestion,
  before: readonly Sample[],
  after: readonly Sample[],
): readonly Change[] {
  return Object.entries(versions).flatMap(([label, what]) => {
    const old = versionsBy(name, label, before);
    const fresh = versionsBy(name, label, after);
    return [...new Set([...old.keys(), ...fresh.keys()])].sort().map((thing) => ({
      of,
      name: thing,
      what,
      from: listed(old.get(thing)),
      to: listed(fresh.get(thing)),
    }));
  });
}

function versionsBy(
  name: readonly string[],
  label: string,
  samples: readonly Sample[],
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { labels } of samples) {
    const version = labels[label] ?? '';
    if (version === '') continue;
    const thing = name.map((one) => labels[one] ?? '').join(' ');
    found.set(thing, (found.get(thing) ?? new Set()).add(version));
  }
  return found;
}

function listed(versions: ReadonlySet<string> | undefined): string {
  return [...(versions ?? [])].sort().join(', ');
}

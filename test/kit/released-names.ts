import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { type CatalogueEntry, catalogue } from '../../exporter/catalogue/catalogue.ts';

/** What `docs/guides/upgrade.md` promises to keep, a line for each name: metrics with type and labels, alerts, recordings. */
export function promisedNames(): readonly string[] {
  const metrics = catalogue
    .filter(({ stability }) => stability !== 'alpha')
    .map(({ name, type, sourceLabels, labels }) =>
      ['metric', name, type, ...[...sourceLabels, ...labels].sort()].join(' '),
    );
  const recordings = recordingGroups.flatMap((group) =>
    group.recordings.map(({ record }) => `recording ${record}`),
  );
  return [...new Set([...metrics, ...alerts.map(({ name }) => `alert ${name}`), ...recordings])].sort();
}

/** Names that were promised and are gone, have another type or have lost a label, and that nothing tells of. */
export function brokenPromises(
  released: readonly string[],
  now: readonly string[],
  told: readonly string[],
): readonly string[] {
  const known = new Map(now.map((line) => [keyOf(line), line.split(' ')]));
  return released.flatMap((line) => {
    const [kind, name = '', type, ...labels] = line.split(' ');
    const is = known.get(keyOf(line));
    const isKept = is !== undefined && is[2] === type && labels.every((label) => is.slice(3).includes(label));
    return isKept || told.includes(name) ? [] : [`${kind} ${name}`];
  });
}

/** Metrics whose HELP calls them deprecated in other words than the guide shows, or names a successor that is not there. */
export function unclearDeprecations(
  metrics: readonly Pick<CatalogueEntry, 'name' | 'help'>[],
): readonly string[] {
  const names = metrics.map(({ name }) => name);
  return metrics.flatMap(({ name, help }) => {
    if (!/^deprecated/i.test(help)) return [];
    const [, successor = ''] = /^Deprecated since \d+\.\d+\.\d+, use (\w+)\. \S/.exec(help) ?? [];
    return names.includes(successor) ? [] : [name];
  });
}

/** Names in `[CHANGE]` entries of a changelog in the sections before the one of a release; all sections where it has none. */
export function namesToldSince(changelog: string, release: string): readonly string[] {
  const [since = ''] = changelog.split(`\n## ${release}`);
  const changes = since.split(/\n(?=- \[|#)/).filter((entry) => entry.startsWith('- [CHANGE]'));
  return changes.flatMap((entry) => [...entry.matchAll(/`([\w:]+)`/g)].map(([, name = '']) => name));
}

function keyOf(line: string): string {
  return line.split(' ', 2).join(' ');
}

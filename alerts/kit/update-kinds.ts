import type { AlertSettings } from './alert-settings.ts';
import { maxBy, ours } from './promql.ts';
import { CLUSTER } from './subjects.ts';

interface UpdateKind {
  /** Value of the label `kind`. */
  readonly name: string;
  /** What it does to the cluster, for people. */
  readonly what: string;
}

/** The kinds of update that wait for a cluster, the lightest first. */
export const updateKinds: readonly UpdateKind[] = [
  { name: 'pack_values', what: 'values of packs (pods restart)' },
  { name: 'pack_version', what: 'versions of packs (rolled out node by node)' },
  { name: 'kubernetes', what: 'Kubernetes (each node is drained and upgraded)' },
  { name: 'os', what: 'the operating system (slot swap and reboot of each node)' },
];

/** What an update that waits is worth as a number where its kind is not known: less than any that is. */
const UNKNOWN = 1;

/** By cluster, a number for the heaviest kind of what waits; `kindOfValue` has the words for it. */
export function heaviestKind(settings: AlertSettings, window: string): string {
  const ofKind = updateKinds.map(({ name }, index) => {
    const packs = ours(settings, 'palette_cluster_pending_pack_info', `kind="${name}"`);
    const remembered = maxBy(settings, [...CLUSTER.identity, 'kind'], `max_over_time(${packs}[${window}])`);
    return `${numberOf(index)} * ${remembered}`;
  });
  return maxBy(settings, CLUSTER.identity, ofKind.join(' or '));
}

/** The kind in the text of an alert whose value is that number; nothing where it is not known. */
export const kindOfValue = `${updateKinds
  .map(({ what }, index) => `{{ ${index === 0 ? 'if' : 'else if'} eq $value ${numberOf(index)}.0 }}: ${what}`)
  .join('')}{{ end }}`;

function numberOf(index: number): number {
  return UNKNOWN + 1 + index;
}

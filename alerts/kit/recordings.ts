import type { AlertSettings } from './alert-settings.ts';
import { countBy, maxBy, onSame, ours } from './promql.ts';
import { blockersExpr, ROLLOUT_BLOCKERS } from './rollout-blockers.ts';

/** A series computed once and read by alerts and dashboards. */
export interface Recording {
  readonly record: string;
  readonly labels?: Readonly<Record<string, string>>;
  expr(settings: AlertSettings): string;
  /** For the reference: what it is, in one sentence. */
  readonly what: string;
}

/** The objectives of 30 days. */
export const OBJECTIVES = ['platform', 'clusters', 'edge-hosts'] as const;

export type Objective = (typeof OBJECTIVES)[number];

const ERRORS = 'palette_slo:errors:ratio';

/** Share of the time, or of the objects, without service over a window of the recordings. */
export function errorsOver(window: '5m' | '1h' | '6h' | '3d' | '30d'): string {
  return `${ERRORS}_avg${window}`;
}

const PROJECT = ['palette', 'project'];

/** What an objective counts: objects, and which of them fail. */
interface Counted {
  /** Label that names one; its name for people is beside it. */
  readonly object: string;
  readonly name: string;
  of(settings: AlertSettings): string;
  bad(settings: AlertSettings): string;
}

const COUNTED: Readonly<Record<'clusters' | 'edge-hosts', Counted>> = {
  clusters: {
    object: 'cluster_uid',
    name: 'cluster_name',
    of: (settings) => ours(settings, 'palette_cluster_state', 'state=~"Running|Error|Unknown"'),
    bad: (settings) => {
      const health = (matcher: string) => ours(settings, 'palette_cluster_health', matcher);
      const unknown = ours(settings, 'palette_cluster_state', 'state="Unknown"');
      const broken = ours(settings, 'palette_cluster_state', 'state="Error"');
      // Palette can give up changing a cluster that goes on working.
      const isWell = `${onSame(settings, ['palette', 'cluster_uid'])} ${health('health="Healthy"')}`;
      return `(${health('health=~"UnHealthy|Unknown"')} or ${unknown} or ${broken} unless ${isWell})`;
    },
  },
  'edge-hosts': {
    object: 'edge_host_uid',
    name: 'edge_host_name',
    of: (settings) => ours(settings, 'palette_edge_host_in_cluster'),
    bad: (settings) =>
      `${maxBy(settings, ['palette', 'edge_host_uid'], ours(settings, 'palette_edge_host_healthy'))} == 0`,
  },
};

const errorRecordings: readonly (Recording & { labels: { slo: Objective } })[] = [
  {
    record: ERRORS,
    labels: { slo: 'platform' },
    what: 'Whether the API of Palette is away: 0 or 1.',
    expr: (settings) => `1 - ${maxBy(settings, ['palette'], ours(settings, 'palette_up'))}`,
  },
  {
    record: ERRORS,
    labels: { slo: 'clusters' },
    what: 'Share of the clusters of a project, running or in state Error or Unknown, that are not healthy, or of which that is not known.',
    expr: (settings) => share(settings, COUNTED.clusters),
  },
  {
    record: ERRORS,
    labels: { slo: 'edge-hosts' },
    what: 'Share of the edge hosts of a project, as far as clusters use them, that are not healthy.',
    expr: (settings) => share(settings, COUNTED['edge-hosts']),
  },
];

const windowRecordings: readonly Recording[] = [
  ...(['5m', '1h', '6h'] as const).map((window) => ({
    record: errorsOver(window),
    what: `Share of errors over ${window}.`,
    expr: () => `avg_over_time(${ERRORS}[${window}])`,
  })),
  ...(['3d', '30d'] as const).map((window) => ({
    record: errorsOver(window),
    what: `Share of errors over ${window}.`,
    expr: () => `avg_over_time(${errorsOver('1h')}[${window}:1h])`,
  })),
  {
    record: 'palette_slo:budget_left:ratio',
    what: 'What is left of the error budget of 30 days: 1 all, 0 nothing, negative when it was overdrawn.',
    expr: ({ thresholds }) => `1 - ${errorsOver('30d')} / ${budget(thresholds.sloTarget)}`,
  },
];

/** Groups of rules. */
export const recordingGroups: readonly {
  readonly name: string;
  readonly recordings: readonly Recording[];
}[] = [
  { name: 'palette-objectives', recordings: [...errorRecordings, ...windowRecordings] },
  {
    name: 'palette-rollouts',
    recordings: [
      {
        record: ROLLOUT_BLOCKERS,
        what: 'What would stop a rollout of a cluster, by kind (`blocker`); none where nothing would.',
        expr: blockersExpr,
      },
    ],
  },
];

/** Expressions with a series for each object: all that an objective counts, and those of them that fail. */
export interface CountedObjects {
  readonly objects: string;
  readonly failing: string;
}

/** The objects that an objective is about one by one, with their names. */
export function countedObjects(
  settings: AlertSettings,
  objective: Exclude<Objective, 'platform'>,
): CountedObjects {
  const counted = COUNTED[objective];
  return objectsOf(settings, [...PROJECT, counted.object, counted.name], counted);
}

/** What may fail of 1: `1 - 0.999` without the dust of binary fractions. */
export function budget(target: number): number {
  return Number((1 - target).toPrecision(6));
}

function share(settings: AlertSettings, { object, of, bad }: Counted): string {
  const { objects, failing } = objectsOf(settings, [...PROJECT, object], { object, of, bad });
  const all = countBy(settings, PROJECT, objects);
  return `(${countBy(settings, PROJECT, failing)} or 0 * ${all}) / ${all}`;
}

function objectsOf(
  settings: AlertSettings,
  labels: readonly string[],
  { object, of, bad }: Omit<Counted, 'name'>,
): CountedObjects {
  const objects = maxBy(settings, labels, of(settings));
  return {
    objects,
    failing: `${objects} and ${onSame(settings, ['palette', object])} ${bad(settings)}`,
  };
}

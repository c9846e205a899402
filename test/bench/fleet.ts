/** What both sides render: 10 families with one series per object, 5 labels of 10 to 40 characters. */
export const familyCount = 10;

export const familyNames: readonly string[] = Array.from(
  { length: familyCount },
  (_, index) => `bench_object_measurement_${index}`,
);

export const labelNames = ['cluster_uid', 'cluster_name', 'project', 'edge_host', 'site'] as const;

export type ObjectLabels = Record<(typeof labelNames)[number], string>;

/** Objects as pages of 50, the way collectors get them: a turn of the event loop lies between two pages. */
export function pagesOf(series: number): ObjectLabels[][] {
  const objects = Array.from({ length: series / familyCount }, (_, index) => objectLabels(index));
  return Array.from({ length: Math.ceil(objects.length / 50) }, (_, page) =>
    objects.slice(page * 50, page * 50 + 50),
  );
}

/** Which values a refresh changes: those of all families, or of one family only. */
export type Changed = 'all' | 'one';

/** The value of every series of a family after that many refreshes. */
export function sampleValue(family: number, object: number, refreshes: { all: number; one: number }): number {
  return object + refreshes.all + (family === 0 ? refreshes.one : 0);
}

function objectLabels(index: number): ObjectLabels {
  return {
    cluster_uid: (index * 2654435761).toString(16).padStart(24, '0'),
    cluster_name: `store-${index}-production-cluster`,
    project: `project-${index % 40}`,
    edge_host: `edge-host-of-rack-${index % 1000}-unit-${index}`,
    site: `site-${index % 700}-central-europe`,
  };
}

import { failure, notFound } from '../../error-answer.ts';
import { type GoValue, slice, struct } from '../../go-json.ts';
import { fraction } from '../../world/build/seeded-random.ts';
import { type Cluster, machinesOf } from '../../world/model/cluster.ts';
import { MINUTE } from '../../world/model/time-units.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { inScope } from '../request-scope.ts';

/** Something with utilisation figures: how many cores and GiB it has, and the share of them in use. */
interface Measured {
  readonly uid: string;
  readonly name: string;
  readonly cores: number;
  readonly gibibytes: number;
  readonly cpu: number;
  readonly memory: number;
}

const STEP = 5 * MINUTE;
const POINTS = 3;

/** Palette's own coarse utilisation figures (API reference, section 3.15). */
export const utilisationRoutes: readonly Route[] = [
  get('/v1/metrics/{resourceKind}/values', 'project', (request) =>
    struct({
      items: slice(measured(request), (one) =>
        struct({ metadata: struct({ uid: one.uid, name: one.name }), metrics: metrics(request, one) }),
      ),
    }),
  ),
  get('/v1/metrics/{resourceKind}/{resourceUid}/values', 'project', (request) => {
    const { resourceKind = '', resourceUid = '' } = request.params;
    const found = measured(request).find(({ uid }) => uid === resourceUid);
    if (found === undefined) throw notFound(resourceKind, resourceUid);
    return struct({ items: metrics(request, found) });
  }),
];

function measured(request: PaletteRequest): Measured[] {
  const { spectroClusterUid } = request.query;
  const clusters = inScope(request, request.world.clusters).filter(
    ({ uid }) => spectroClusterUid === undefined || uid === spectroClusterUid,
  );
  switch (request.params.resourceKind) {
    case 'machine':
      return clusters.flatMap(machines);
    case 'spectrocluster':
      return clusters.map((cluster) => ({ ...sum(machines(cluster)), uid: cluster.uid, name: cluster.name }));
    case 'project':
      return request.world.projects.map(({ uid, name }) => {
        const own = clusters.filter((cluster) => cluster.project.uid === uid);
        return { ...sum(own.flatMap(machines)), uid, name };
      });
    case 'namespace':
    case 'pod':
      return [];
    default:
      throw failure(400, 'RequestError', `resource kind '${request.params.resourceKind}' has no metrics`);
  }
}

function machines(cluster: Cluster): Measured[] {
  return machinesOf(cluster).map(({ uid, name, host }) => ({
    uid,
    name,
    cores: host.cores,
    gibibytes: host.memoryMb / 1024,
    cpu: cluster.utilisation.cpu * (0.8 + 0.4 * fraction(uid)),
    memory: cluster.utilisation.memory * (0.9 + 0.2 * fraction(name)),
  }));
}

function sum(parts: readonly Measured[]): Omit<Measured, 'uid' | 'name'> {
  const cores = parts.reduce((total, part) => total + part.cores, 0);
  const gibibytes = parts.reduce((total, part) => total + part.gibibytes, 0);
  const cpu = parts.reduce((total, part) => total + part.cores * part.cpu, 0) / (cores || 1);
  const memory = parts.reduce((total, part) => total + part.gibibytes * part.memory, 0) / (gibibytes || 1);
  return { cores, gibibytes, cpu, memory };
}

/** `v1Metrics` of CPU and memory; `discrete=true` leaves out the points. */
function metrics({ query, now }: PaletteRequest, { cores, gibibytes, cpu, memory }: Measured): GoValue {
  const kinds = [
    { kind: 'cpu', unit: 'core', value: cores * cpu },
    { kind: 'memory', unit: 'Gi', value: gibibytes * memory },
  ];
  const { metricKind = 'all', discrete } = query;
  return slice(
    kinds.filter(({ kind }) => metricKind === 'all' || metricKind === kind),
    ({ kind, unit, value }) =>
      struct({
        kind,
        unit,
        aggregation: struct({}, { avg: value, min: value, max: value, count: POINTS, sum: value * POINTS }),
        points: discrete === 'true' ? null : points(now, value),
      }),
  );
}

function points(now: number, value: number): GoValue {
  const newest = Math.floor(now / STEP) * STEP;
  return Array.from({ length: POINTS }, (_, index) =>
    struct({ timestamp: newest - (POINTS - 1 - index) * STEP }, { value }),
  );
}

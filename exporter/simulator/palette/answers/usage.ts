import { slice, struct } from '../../go-json.ts';
import { type Cluster, machinesOf } from '../../world/model/cluster.ts';
import { HOUR } from '../../world/model/time-units.ts';
import { type PaletteRequest, post, type Route } from '../palette-route.ts';
import { inScope } from '../request-scope.ts';

/** Usage and consumption of all clusters at once (API reference, section 3.15). */
export const usageRoutes: readonly Route[] = [
  post('/v1/dashboard/spectroclusters/resources/usage', 'project', (request) =>
    struct({
      cpuUnit: 'core',
      memoryUnit: 'Gi',
      resources: slice(clusters(request), (cluster) =>
        struct({
          entity: entity(cluster),
          associatedResources: null,
          data: [usagePoint(cluster, request.now)],
        }),
      ),
    }),
  ),
  post('/v1/dashboard/spectroclusters/resources/consumption', 'project', (request) =>
    struct({
      cpuUnit: 'core',
      memoryUnit: 'Gi',
      resources: slice(clusters(request), (cluster) =>
        struct({
          entity: entity(cluster),
          associatedResources: null,
          data: [struct({ timestamp: hourOf(request.now), ...consumption([cluster]) })],
          total: consumption([cluster]),
        }),
      ),
      total: consumption(clusters(request)),
    }),
  ),
];

function clusters(request: PaletteRequest): readonly Cluster[] {
  return inScope(request, request.world.clusters);
}

function entity({ uid, name }: Cluster) {
  return struct({ kind: 'spectrocluster', name }, { uid });
}

/** `v1ResourceUsageDataPoint` with metering */
function usagePoint(cluster: Cluster, now: number) {
  const { cores, gibibytes } = capacity([cluster]);
  const nodes = machinesOf(cluster).length;
  return struct(
    {
      timestamp: hourOf(now),
      edgehost: struct({ activeEdgehosts: nodes, maxEdgehosts: nodes }),
      baremetal: struct({ activeMachines: nodes, maxMachines: nodes }),
    },
    { cpu: round(cores * cluster.utilisation.cpu), memory: round(gibibytes * cluster.utilisation.memory) },
  );
}

/** `v1ResourceTotalConsumptionData` */
function consumption(all: readonly Cluster[]) {
  const { cores, gibibytes } = capacity(all);
  const used = all.map((cluster) => ({ of: capacity([cluster]), share: cluster.utilisation }));
  const cpu = used.reduce((sum, { of, share }) => sum + of.cores * share.cpu, 0);
  const memory = used.reduce((sum, { of, share }) => sum + of.gibibytes * share.memory, 0);
  return struct({
    allotted: struct({}, { cpu: cores, memory: gibibytes }),
    usage: struct({}, { cpu: round(cpu), memory: round(memory) }),
  });
}

function capacity(all: readonly Cluster[]) {
  const hosts = all.flatMap(machinesOf).map(({ host }) => host);
  return {
    cores: hosts.reduce((sum, host) => sum + host.cores, 0),
    gibibytes: hosts.reduce((sum, host) => sum + host.memoryMb / 1024, 0),
  };
}

/** Start of the hour in epoch milliseconds. */
function hourOf(now: number): number {
  return Math.floor(now / HOUR) * HOUR;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

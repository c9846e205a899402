import { type GoStruct, slice, struct, time } from '../../go-json.ts';
import { lastRuns } from '../../world/model/schedule.ts';
import type { VirtualMachine, VirtualMachineSnapshot } from '../../world/model/virtual-machine.ts';
import { get, type PaletteRequest, type Route } from '../palette-route.ts';
import { findCluster, inScope } from '../request-scope.ts';

/** Virtual machines of the clusters that run the orchestrator: Kubernetes' own objects, passed on. */
export const virtualMachineRoutes: readonly Route[] = [
  get('/v1/dashboard/spectroclusters/vms', 'project', (request) =>
    struct({
      items: slice(
        inScope(request, request.world.clusters).filter(
          ({ virtualMachines }) => virtualMachines !== undefined,
        ),
        ({ uid, name, project, cloudType, state }) =>
          struct({
            metadata: struct({ uid, name, projectUid: project.uid }),
            spec: struct({ cloudType }),
            status: struct({ clusterState: state }),
          }),
      ),
    }),
  ),
  get('/v1/spectroclusters/{uid}/vms', 'project', (request) =>
    kubernetesList(request, 'VirtualMachineList', machinesFor(request).map(virtualMachine)),
  ),
  get('/v1/spectroclusters/{uid}/vms/snapshot', 'project', (request) =>
    kubernetesList(
      request,
      'VirtualMachineSnapshotList',
      machinesFor(request).flatMap((machine) =>
        snapshotsOf(machine, request.now).map((each) => snapshot(machine, each)),
      ),
    ),
  ),
];

function machinesFor(request: PaletteRequest): readonly VirtualMachine[] {
  const namespaces = (request.query.namespace ?? '').split(',').filter(Boolean);
  const machines = findCluster(request).virtualMachines ?? [];
  return namespaces.length === 0
    ? machines
    : machines.filter(({ namespace }) => namespaces.includes(namespace));
}

/** The one of last night, where they are made, and those that somebody asked for. */
function snapshotsOf(
  { name, nightly, snapshots }: VirtualMachine,
  now: number,
): readonly VirtualMachineSnapshot[] {
  const runs = nightly === undefined ? [] : lastRuns(nightly, now, 1);
  return [...runs.map((at) => ({ name: `${name}-nightly`, at, phase: 'Succeeded' as const })), ...snapshots];
}

/** A page of a Kubernetes list; its token is opaque and stands for a moment, here for a position. */
function kubernetesList({ query }: PaletteRequest, kind: string, items: readonly GoStruct[]): GoStruct {
  const limit = Math.min(Number(query.limit || 50), 50);
  const from = query.continue ? Number(Buffer.from(query.continue, 'base64url').toString('utf8')) : 0;
  const next = from + limit;
  const left = Math.max(0, items.length - next);
  return struct({
    apiVersion: 'kubevirt.io/v1',
    kind,
    metadata: struct({
      continue: left === 0 ? '' : Buffer.from(String(next)).toString('base64url'),
      remainingItemCount: left,
      resourceVersion: '1',
    }),
    items: items.slice(from, next),
  });
}

/** `v1VmDevices`: the exporter reads none of them. */
const DEVICES = struct({
  disks: null,
  filesystems: null,
  gpus: null,
  hostDevices: null,
  inputs: null,
  interfaces: null,
});

/** `v1ClusterVirtualMachine` */
function virtualMachine(machine: VirtualMachine): GoStruct {
  const isRunning = machine.state === 'Running' || machine.state === 'Migrating';
  const since = kubernetesTime(machine.stateSince);
  const condition = (type: string, holds: boolean, reason = '') =>
    struct({ type, status: holds ? 'True' : 'False', reason, lastTransitionTime: since });
  return struct({
    metadata: metaOf(machine, machine.name, machine.createdAt),
    spec: struct({
      runStrategy: machine.runStrategy,
      dataVolumeTemplates: null,
      template: struct({
        spec: struct({
          evictionStrategy: 'LiveMigrate',
          accessCredentials: null,
          networks: null,
          resourceClaims: null,
          tolerations: null,
          topologySpreadConstraints: null,
          volumes: null,
          domain: struct({
            devices: DEVICES,
            cpu: struct({ cores: machine.cores, sockets: 1, threads: 1, features: null }),
            memory: struct({ guest: `${machine.memoryGib}Gi` }),
          }),
        }),
      }),
    }),
    status: struct({
      created: machine.state !== 'Stopped',
      ready: isRunning,
      printableStatus: machine.state,
      conditions: [
        condition('Ready', isRunning, isRunning ? '' : 'GuestNotRunning'),
        ...(machine.state === 'Paused' ? [condition('Paused', true, 'PausedByUser')] : []),
        ...(isRunning
          ? [
              condition('LiveMigratable', machine.migrationBlocked === undefined, machine.migrationBlocked),
              condition('AgentConnected', !machine.isAgentSilent),
            ]
          : []),
        ...(machine.needsRestart ? [condition('RestartRequired', true, 'ManualRestartRequired')] : []),
      ],
      startFailure:
        machine.startFailures === 0
          ? undefined
          : struct({ consecutiveFailCount: machine.startFailures, retryAfterTimestamp: time(undefined) }),
      volumeSnapshotStatuses: [struct({ name: 'root', enabled: true })],
      stateChangeRequests: null,
      volumeRequests: null,
    }),
  });
}

/** `v1VirtualMachineSnapshot` */
function snapshot(machine: VirtualMachine, { name, at, phase }: VirtualMachineSnapshot): GoStruct {
  return struct({
    metadata: metaOf(machine, name, at),
    spec: struct({ source: struct({ apiGroup: 'kubevirt.io', kind: 'VirtualMachine', name: machine.name }) }),
    status: struct({
      phase,
      readyToUse: phase === 'Succeeded',
      creationTime: time(phase === 'Succeeded' ? at : undefined),
      conditions: null,
      indications: null,
      sourceUID: machine.uid,
    }),
  });
}

function metaOf({ uid, namespace }: VirtualMachine, name: string, createdAt: number): GoStruct {
  return struct({
    uid: `${uid}-${name}`,
    name,
    namespace,
    creationTimestamp: kubernetesTime(createdAt),
    deletionTimestamp: time(undefined),
    finalizers: null,
    managedFields: null,
    ownerReferences: null,
  });
}

/** Kubernetes writes whole seconds. */
function kubernetesTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

import { z } from 'zod';
import { flag, list, member, number, object, part, text, time } from '../../sources/wire.ts';
import { condition } from '../cluster-details/schema.ts';

/** `v1EdgeNativeMachinePoolConfig`: here the sizes are what is wanted, not what is there. */
const machinePool = object({
  name: z.string(),
  isControlPlane: flag,
  useControlPlaneAsWorker: flag,
  size: number,
  minSize: number,
  maxSize: number,
  nodeRepaveInterval: number,
  updateStrategy: part({ type: text }),
  hosts: list(
    object({ hostUid: text, hostName: text, IsCandidateCaption: flag, twoNodeCandidatePriority: text }),
  ),
});

export type MachinePool = z.output<typeof machinePool>;

/** `v1EdgeNativeCloudConfig` */
export const cloudConfig = object({
  spec: part({
    clusterConfig: part({ isTwoNodeCluster: flag, controlPlaneEndpoint: part({ type: text }) }),
    machinePoolConfig: list(machinePool),
  }),
  status: part({ conditions: list(condition) }),
}).transform(({ spec, status }) => ({
  pools: spec.machinePoolConfig,
  isTwoNode: spec.clusterConfig.isTwoNodeCluster,
  endpointType: spec.clusterConfig.controlPlaneEndpoint.type,
  conditions: status.conditions,
}));

export type CloudConfig = z.output<typeof cloudConfig>;

const MACHINE_STATES = [
  'Pending',
  'Provisioning',
  'Provisioned',
  'Running',
  'Deleting',
  'Deleted',
  'Failed',
  'Unknown',
];

/** `v1EdgeNativeMachine` */
export const machine = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({
    edgeHostUid: text,
    machineMetadata: part({ creationTimestamp: time }),
    instanceType: part({ numCPUs: number, memoryMiB: number, diskGiB: number }),
  }),
  status: part({
    instanceState: member(...MACHINE_STATES),
    instanceStateLastUpdate: time,
    ready: flag,
    health: part({
      state: member('Healthy', 'UnHealthy', 'Unknown'),
      lastHeartBeatTimestamp: time,
      conditions: list(object({ type: z.string().min(1), status: member('True', 'False', 'Unknown') })),
    }),
    maintenanceStatus: part({
      action: member('cordon', 'uncordon'),
      state: member('Initiated', 'InProgress', 'Completed', 'Failed'),
    }),
  }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  name: metadata.name || metadata.uid,
  edgeHostUid: spec.edgeHostUid,
  created: spec.machineMetadata.creationTimestamp,
  hardware: spec.instanceType,
  state: status.instanceState,
  stateChanged: status.instanceStateLastUpdate,
  /** Left out for `false`, and altogether before 4.8. */
  ready: status.ready,
  health: status.health,
  maintenance: status.maintenanceStatus,
}));

export type Machine = z.output<typeof machine>;

import { z } from 'zod';
import { flag, list, number, part, text, time } from '../../sources/wire.ts';
import { condition } from '../cluster-details/schema.ts';

/** `v1EdgeNativeMachinePoolConfig`: here the sizes are what is wanted, not what is there. */
const machinePool = z.object({
  name: z.string(),
  isControlPlane: flag,
  useControlPlaneAsWorker: flag,
  size: number,
  minSize: number,
  maxSize: number,
  nodeRepaveInterval: number,
  updateStrategy: part({ type: text }),
  hosts: list(
    z.object({ hostUid: text, hostName: text, IsCandidateCaption: flag, twoNodeCandidatePriority: text }),
  ),
});

export type MachinePool = z.output<typeof machinePool>;

/** `v1EdgeNativeCloudConfig` */
export const cloudConfig = z
  .object({
    spec: part({
      clusterConfig: part({ isTwoNodeCluster: flag, controlPlaneEndpoint: part({ type: text }) }),
      machinePoolConfig: list(machinePool),
    }),
    status: part({ conditions: list(condition) }),
  })
  .transform(({ spec, status }) => ({
    pools: spec.machinePoolConfig,
    isTwoNode: spec.clusterConfig.isTwoNodeCluster,
    endpointType: spec.clusterConfig.controlPlaneEndpoint.type,
    conditions: status.conditions,
  }));

export type CloudConfig = z.output<typeof cloudConfig>;

/** `v1EdgeNativeMachine` */
export const machine = z
  .object({
    metadata: z.object({ uid: z.string(), name: text }),
    spec: part({
      edgeHostUid: text,
      machineMetadata: part({ creationTimestamp: time }),
      instanceType: part({ numCPUs: number, memoryMiB: number, diskGiB: number }),
    }),
    status: part({
      instanceState: text,
      instanceStateLastUpdate: time,
      ready: z.boolean().nullish(),
      health: part({
        state: text,
        lastHeartBeatTimestamp: time,
        conditions: list(z.object({ type: text, status: text })),
      }),
      maintenanceStatus: part({ action: text, state: text }),
    }),
  })
  .transform(({ metadata, spec, status }) => ({
    uid: metadata.uid,
    name: metadata.name || metadata.uid,
    edgeHostUid: spec.edgeHostUid,
    created: spec.machineMetadata.creationTimestamp,
    hardware: spec.instanceType,
    state: status.instanceState,
    stateChanged: status.instanceStateLastUpdate,
    /** Left out for `false`, and altogether before 4.8. */
    ready: status.ready === true,
    health: status.health,
    maintenance: status.maintenanceStatus,
  }));

export type Machine = z.output<typeof machine>;

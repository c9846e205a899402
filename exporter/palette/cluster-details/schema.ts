import { z } from 'zod';
import { flag, list, member, object, part, text, time, toldText } from '../../sources/wire.ts';

/** `v1ClusterCondition`; its reason and message are for people. */
export const condition = object({
  type: z.string().min(1),
  status: member('True', 'False', 'Unknown'),
  lastTransitionTime: time,
});

/** `v1SpectroClusterPackCondition` */
const PACK_CONDITIONS = [
  'ReadyForInstall',
  'Installed',
  'Ready',
  'Error',
  'UpgradeAvailable',
  'WaitingForOtherLayers',
];

/** `v1ClusterPackStatus`: what a cluster runs, as its agent reports it. */
const packStatus = object({
  name: z.string(),
  version: text,
  type: text,
  profileUid: text,
  condition: part({ type: member(...PACK_CONDITIONS), status: member('True', 'False', 'Unknown') }),
  startTime: time,
  endTime: time,
  manifests: list(object({ condition: part({ type: member(...PACK_CONDITIONS) }) })),
}).transform((pack) => ({
  ...pack,
  isReady: isReady(pack.condition),
}));

function isReady({ type, status }: Readonly<Record<'type' | 'status', string>>): boolean | undefined {
  return type === '' ? undefined : type === 'Ready' && status === 'True';
}

export type PackStatus = z.output<typeof packStatus>;

/** `v1SpectroCluster`. The document carries the values of all packs, which may hold secrets: they are not read. */
export const clusterDocument = object({
  spec: part({
    clusterProfileTemplates: list(object({ uid: text, name: text, type: text, profileVersion: text })),
    clusterTemplate: part({ uid: text }),
    clusterConfig: part({
      updateWorkerPoolsInParallel: flag,
      lifecycleConfig: part({ pause: flag }),
      machineManagementConfig: part({
        osPatchConfig: part({
          schedule: toldText,
          onDemandPatchAfter: time,
          patchOnBoot: flag,
          rebootIfRequired: flag,
        }),
      }),
    }),
  }),
  status: part({
    conditions: list(condition),
    packs: list(packStatus),
    upgrades: list(object({ timestamp: time })),
    spcApply: part({
      canBeApplied: flag,
      actionType: toldText,
      lastModifiedTime: time,
      patchAppliedTime: time,
    }),
  }),
}).transform(({ spec, status }) => ({
  profiles: spec.clusterProfileTemplates,
  templateUid: spec.clusterTemplate.uid,
  updatesWorkerPoolsInParallel: spec.clusterConfig.updateWorkerPoolsInParallel,
  isPaused: spec.clusterConfig.lifecycleConfig.pause,
  osPatch: spec.clusterConfig.machineManagementConfig.osPatchConfig,
  conditions: status.conditions,
  packs: status.packs,
  lastUpgrade: latest(status.upgrades.map(({ timestamp }) => timestamp)),
  apply: status.spcApply,
}));

export type ClusterDocument = z.output<typeof clusterDocument>;

function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

import { z } from 'zod';
import { flag, list, part, text, time } from '../../sources/wire.ts';

/** `v1ClusterCondition`; its reason and message are for people. */
export const condition = z.object({ type: text, status: text, lastTransitionTime: time });

/** `v1ClusterPackStatus`: what a cluster runs, as its agent reports it. */
const packStatus = z
  .object({
    name: z.string(),
    version: text,
    type: text,
    profileUid: text,
    condition: part({ type: text, status: text }),
    startTime: time,
    endTime: time,
    manifests: list(z.object({ condition: part({ type: text }) })),
  })
  .transform((pack) => ({
    ...pack,
    isReady: pack.condition.type === 'Ready' && pack.condition.status === 'True',
  }));

export type PackStatus = z.output<typeof packStatus>;

/** `v1SpectroCluster`. The document carries the values of all packs, which may hold secrets: they are not read. */
export const clusterDocument = z
  .object({
    spec: part({
      clusterProfileTemplates: list(z.object({ uid: text, name: text, type: text, profileVersion: text })),
      clusterTemplate: part({ uid: text }),
      clusterConfig: part({
        updateWorkerPoolsInParallel: flag,
        lifecycleConfig: part({ pause: flag }),
        machineManagementConfig: part({
          osPatchConfig: part({
            schedule: text,
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
      upgrades: list(z.object({ timestamp: time })),
      spcApply: part({
        canBeApplied: flag,
        actionType: text,
        lastModifiedTime: time,
        patchAppliedTime: time,
      }),
    }),
  })
  .transform(({ spec, status }) => ({
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

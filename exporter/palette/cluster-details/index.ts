import { defineItemCollector } from '../../collection/collector.ts';
import { tally } from '../../metric/tally.ts';
import { lengthOf } from '../../sources/wire.ts';
import { endpoints } from '../api/endpoints.ts';
import type { ClusterRef, Reads } from '../api/fleet.ts';
import type { Palette } from '../api/palette.ts';
import { word } from '../parts/label-words.ts';
import { type EmitOfCluster, labelsOfCluster } from '../parts/labels.ts';
import { driftOf } from './drift.ts';
import { clusterDetailsMetrics as metrics } from './metrics.ts';
import { type ClusterDocument, clusterDocument, type PackStatus } from './schema.ts';

/**
 * One cluster after the other in depth: conditions, packs wanted and running, how far a profile change is. What is
 * wanted comes from the fleet list, which is newer than the last visit.
 */
export const clusterDetails = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'cluster_details',
  describes: 'Conditions, packs, drift, profile roll-out and patch settings of each cluster.',
  every: '3m',
  metrics,
  reads: [endpoints.cluster],
  items: ({ fleet }) => fleet.clusters,
  async collect(palette, emit, cluster) {
    const document = await palette.get(endpoints.cluster, clusterDocument, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    const of = emit.with(labelsOfCluster(cluster));
    emitConditions(document, of);
    emitProfiles(cluster, document, of);
    for (const pack of document.packs) emitPack(pack, of);
    emitUpdate(cluster, document, of);
    emitSettings(document, of);
  },
});

/** Types are free text in the API; a cluster has about eight. */
const MAX_CONDITIONS = 50;

function emitConditions({ conditions }: ClusterDocument, of: EmitOfCluster): void {
  for (const { type, status, lastTransitionTime } of conditions.slice(0, MAX_CONDITIONS)) {
    const ofCondition = of.with({ type: word(type) });
    ofCondition(metrics.condition, 1, { status: word(status) });
    ofCondition(metrics.conditionChanged, lastTransitionTime);
  }
}

function emitProfiles({ profiles }: ClusterRef, document: ClusterDocument, of: EmitOfCluster): void {
  const versions = new Map(document.profiles.map(({ uid, profileVersion }) => [uid, profileVersion]));
  for (const { packs, uid, ...profile } of profiles) {
    of(metrics.profileInfo, 1, {
      profile: profile.name,
      profile_uid: uid,
      profile_type: profile.type,
      profile_scope: profile.scope,
      version: versions.get(uid),
    });
    for (const { name, version, layer, isInvalid } of packs) {
      of(metrics.packDesired, 1, { profile: profile.name, profile_uid: uid, pack: name, version, layer });
      if (isInvalid) of(metrics.packInvalid, 1, { profile_uid: uid, pack: name });
    }
  }
}

function emitPack(pack: PackStatus, of: EmitOfCluster): void {
  const { name, version, type, condition, startTime, endTime } = pack;
  const ofPack = of.with({ profile_uid: pack.profileUid, pack: name });
  ofPack(metrics.packDeployed, 1, { version, pack_type: type });
  ofPack(metrics.packReady, pack.isReady);
  if (condition.type) ofPack(metrics.packState, 1, { state: condition.type });
  for (const [[state], count] of tally(pack.manifests.map(({ condition: { type: state } }) => [state]))) {
    ofPack(metrics.packManifests, count, { state });
  }
  // While it is deployed again, the end is that of the deployment before.
  if (startTime === undefined || endTime === undefined || endTime < startTime) return;
  ofPack(metrics.packDuration, endTime - startTime);
}

function emitUpdate(cluster: ClusterRef, document: ClusterDocument, of: EmitOfCluster): void {
  const { apply, packs } = document;
  const drift = Number.isNaN(lengthOf(packs)) ? [] : driftOf(cluster.profiles, packs);
  of(metrics.packsDrifted, Number.isNaN(lengthOf(packs)) ? undefined : drift.length);
  for (const { profile, pack, deployed } of drift) {
    of(metrics.packDrift, 1, {
      profile: profile.name,
      pack: pack.name,
      desired_version: pack.version,
      running_version: deployed,
    });
  }
  const phase = phaseOf(cluster, document, drift.length);
  if (phase !== undefined) of(metrics.updatePhase, 1, { phase });
  of(metrics.lastUpgrade, document.lastUpgrade);
  of(metrics.applyReleased, apply.canBeApplied);
  const action = apply.actionType?.toLowerCase();
  of(metrics.applyDeferred, action === undefined ? undefined : action === 'downloadandinstalllater');
  of(metrics.applyModified, apply.lastModifiedTime);
  of(metrics.applyApplied, apply.patchAppliedTime);
  of(metrics.applyLag, lagOf(apply));
}

/** Undefined while the last change is not applied. */
function lagOf({ lastModifiedTime, patchAppliedTime }: ClusterDocument['apply']): number | undefined {
  if (lastModifiedTime === undefined || patchAppliedTime === undefined) return undefined;
  return patchAppliedTime < lastModifiedTime ? undefined : patchAppliedTime - lastModifiedTime;
}

/** The order is that of the flow backwards: a repave that waits for approval holds up all that follows. */
function phaseOf(
  { repave, updateAvailable }: ClusterRef,
  { apply, packs, conditions }: ClusterDocument,
  drifted: number,
): string | undefined {
  if (repave === 'Pending') return 'repave_pending';
  const isApplied = apply.lastModifiedTime === undefined || lagOf(apply) !== undefined;
  const isMoving =
    packs.some(({ isReady }) => isReady === false) ||
    conditions.some(({ status }) => status !== '' && status !== 'True');
  if (!isApplied || isMoving || drifted > 0) return 'rolling_out';
  const isKnown =
    apply.canBeApplied !== undefined &&
    !Number.isNaN(lengthOf(packs) + lengthOf(conditions)) &&
    packs.every(({ isReady }) => isReady !== undefined);
  // That nothing is under way can only be said by who was told of all of it.
  if (!isKnown) return undefined;
  return updateAvailable ? 'available' : 'settled';
}

function emitSettings(document: ClusterDocument, of: EmitOfCluster): void {
  const { osPatch } = document;
  of(metrics.patchScheduled, osPatch.schedule === undefined ? undefined : osPatch.schedule !== '');
  of(metrics.patchAfter, osPatch.onDemandPatchAfter);
  of(metrics.patchOnBoot, osPatch.patchOnBoot);
  of(metrics.patchReboots, osPatch.rebootIfRequired);
  of(metrics.parallelPools, document.updatesWorkerPoolsInParallel);
  of(metrics.paused, document.isPaused);
  if (document.templateUid) of(metrics.inTemplate, 1, { template_uid: document.templateUid });
}

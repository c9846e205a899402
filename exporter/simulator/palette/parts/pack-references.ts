import { clusterCondition } from '../../answer-parts.ts';
import { type GoValue, map, slice, struct, time } from '../../go-json.ts';
import type { DeployedPack, Pack, Profile, ProfileVersion } from '../../world/model/profile.ts';

/** `v1ClusterProfileTemplate`, with the values of its packs. */
export function profileTemplate(profile: Profile, version: ProfileVersion) {
  return struct({
    uid: version.uid,
    name: profile.name,
    type: profile.type,
    cloudType: profile.cloudType,
    version: profile.versions.indexOf(version) + 1,
    profileVersion: version.version,
    packServerRefs: null,
    packs: slice(version.packs, (pack) => packRef(pack, { values: pack.values })),
  });
}

/** `v1PackRef`; only documents of single clusters carry the pack's values. */
export function packRef(pack: Pack, extra: Readonly<Record<string, GoValue>> = {}) {
  return struct({
    packUid: pack.uid,
    name: pack.name,
    layer: pack.layer,
    type: pack.type,
    tag: pack.version,
    version: pack.version,
    registryUid: pack.registryUid,
    annotations: map({ displayName: pack.displayName, source: 'spectrocloud' }),
    isInvalid: pack.invalidReason !== undefined,
    inValidReason: pack.invalidReason,
    manifests: null,
    presets: null,
    schema: null,
    ...extra,
  });
}

/** `v1PackRefSummary` */
export function packSummary(pack: Pack) {
  return struct({
    packUid: pack.uid,
    name: pack.name,
    displayName: pack.displayName,
    layer: pack.layer,
    type: pack.type,
    tag: pack.version,
    version: pack.version,
  });
}

/** `v1ClusterPackStatus` */
export function packStatus({ profile, pack, condition, startedAt, endedAt }: DeployedPack) {
  return struct({
    name: pack.name,
    version: pack.version,
    type: pack.type,
    profileUid: profile.uid,
    condition: clusterCondition(condition),
    startTime: time(startedAt),
    endTime: time(endedAt),
    manifests: null,
    services: null,
  });
}

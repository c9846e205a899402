import type { PackStatus } from './cluster-document.ts';
import type { DesiredPack, DesiredProfile } from './fleet.ts';

/** A pack that a cluster is meant to run, and the version that it does run: undefined when it does not run it. */
export interface PackDrift {
  readonly profile: DesiredProfile;
  readonly pack: DesiredPack;
  readonly deployed: string | undefined;
}

/** The packs that a cluster runs in another version than its profiles ask for, or not at all. */
export function driftOf(profiles: readonly DesiredProfile[], deployed: readonly PackStatus[]): PackDrift[] {
  const drift: PackDrift[] = [];
  for (const profile of profiles) {
    for (const pack of profile.packs) {
      const found = find(deployed, profile.uid, pack.name);
      if (found?.version !== pack.version) drift.push({ profile, pack, deployed: found?.version });
    }
  }
  return drift;
}

/** Every version of a profile has a UID of its own: while the new one rolls out, packs still name the old one. */
function find(deployed: readonly PackStatus[], profileUid: string, name: string): PackStatus | undefined {
  const named = deployed.filter((pack) => pack.name === name);
  return named.find((pack) => pack.profileUid === profileUid) ?? named[0];
}

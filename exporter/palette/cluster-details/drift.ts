import type { DesiredPack, DesiredProfile } from '../api/fleet.ts';
import type { PackStatus } from './schema.ts';

/** A pack that a cluster is meant to run, and the version that it does run: undefined when it does not run it. */
export interface PackDrift {
  readonly profile: DesiredProfile;
  readonly pack: DesiredPack;
  readonly deployed: string | undefined;
}

/** The packs that a cluster runs in another version than its profiles ask for, or not at all. */
export function driftOf(profiles: readonly DesiredProfile[], deployed: readonly PackStatus[]): PackDrift[] {
  const drift: PackDrift[] = [];
  const attached = new Set(profiles.map(({ uid }) => uid));
  for (const profile of profiles) {
    for (const pack of profile.packs) {
      const found = find(deployed, profile, pack, attached);
      if (found?.version !== pack.version) drift.push({ profile, pack, deployed: found?.version });
    }
  }
  return drift;
}

/**
 * Every version of a profile has a UID of its own: while the new one rolls out, packs still name the old one. Those of
 * other attached profiles are never meant, and where several are left one of the right version is.
 */
function find(
  deployed: readonly PackStatus[],
  { uid }: DesiredProfile,
  { name, version }: DesiredPack,
  attached: ReadonlySet<string>,
): PackStatus | undefined {
  const named = deployed.filter((pack) => pack.name === name);
  const left = named.filter(({ profileUid }) => !attached.has(profileUid));
  return (
    named.find(({ profileUid }) => profileUid === uid) ??
    left.find((pack) => pack.version === version) ??
    left[0]
  );
}

import type { Pack, PackLayer, Profile, ProfileVersion } from '../model/profile.ts';
import { DAY } from '../model/time-units.ts';
import { createSecret } from './marked-secret.ts';
import type { Random } from './seeded-random.ts';

/** A pack of a profile. */
export type PackLine = readonly [layer: PackLayer, name: string, version: string, displayName: string];

/** Packs and versions of a site on Palette 4.8 with Portworx and virtual machines. */
const INFRA_PACKS: readonly PackLine[] = [
  ['os', 'edge-native-byoi', '2.1.0', 'BYOS Edge OS'],
  ['k8s', 'edge-k8s', '1.33.6', 'Palette eXtended Kubernetes Edge'],
  ['cni', 'cni-cilium-oss', '1.18.4', 'Cilium'],
  ['csi', 'csi-portworx-generic', '3.2.3', 'Portworx with Operator'],
];

/** What the next version of the infrastructure profile changes: the kind of update that rebuilds nodes. */
const NEXT_INFRA_PACKS: readonly PackLine[] = [
  ['os', 'edge-native-byoi', '2.1.0', 'BYOS Edge OS'],
  ['k8s', 'edge-k8s', '1.34.2', 'Palette eXtended Kubernetes Edge'],
  ['cni', 'cni-cilium-oss', '1.18.4', 'Cilium'],
  ['csi', 'csi-portworx-generic', '3.2.3', 'Portworx with Operator'],
];

const ADDON_PACKS: readonly PackLine[] = [
  ['addon', 'prometheus-operator', '80.4.2', 'Prometheus - Grafana'],
  ['addon', 'spectro-cluster-metrics', '3.4.0', 'Spectro Cluster Metrics'],
];

/** The two profiles of the small world: infrastructure with Portworx, and monitoring on top. */
export function createProfiles(random: Random, registryUid: string, now: number): [Profile, Profile] {
  const infra = profile(random, 'edge-portworx', 'infra', now - 200 * DAY, [
    version(random, '1.0.0', now - 200 * DAY, INFRA_PACKS, registryUid),
  ]);
  const monitoring = profile(random, 'edge-monitoring', 'add-on', now - 190 * DAY, [
    version(random, '1.2.0', now - 190 * DAY, ADDON_PACKS, registryUid),
  ]);
  return [infra, monitoring];
}

/** The version that follows an infrastructure profile's newest: a newer Kubernetes, everything else unchanged. */
export function nextInfraVersion(profile: Profile, random: Random, now: number): ProfileVersion {
  const newest = profile.versions.at(-1);
  const registryUid = newest?.packs[0]?.registryUid ?? '';
  const next = version(random, following(profile), now, NEXT_INFRA_PACKS, registryUid);
  const unchanged = new Map(newest?.packs.map((pack) => [`${pack.name}@${pack.version}`, pack]));
  return { ...next, packs: next.packs.map((pack) => unchanged.get(`${pack.name}@${pack.version}`) ?? pack) };
}

/**
 * A version with another image of the operating system, whose pack stays the same but for its values, a newer Cilium and
 * other values of Portworx.
 */
export function nextSystemVersion(profile: Profile, random: Random, now: number): ProfileVersion {
  const packs = profile.versions.at(-1)?.packs ?? [];
  return { uid: random.uid(), version: following(profile), createdAt: now, packs: packs.map(changed) };

  function changed(pack: Pack): Pack {
    if (pack.layer === 'os') return { ...pack, values: `${pack.values}system.uri: spectro-images/os:v2\n` };
    if (pack.layer === 'cni') return { ...pack, uid: random.uid(), version: '1.18.5' };
    return pack.layer === 'csi' ? { ...pack, values: `${pack.values}replicas: 2\n` } : pack;
  }
}

function following({ versions }: Profile): string {
  return `1.${versions.length}.0`;
}

/** An add-on profile of these packs. */
export function createAddon(
  random: Random,
  name: string,
  packs: readonly PackLine[],
  { registryUid, now }: { readonly registryUid: string; readonly now: number },
): Profile {
  const createdAt = now - 180 * DAY;
  return profile(random, name, 'add-on', createdAt, [
    version(random, '1.0.0', createdAt, packs, registryUid),
  ]);
}

function profile(
  random: Random,
  name: string,
  type: Profile['type'],
  createdAt: number,
  versions: ProfileVersion[],
): Profile {
  return {
    uid: random.uid(),
    name,
    type,
    cloudType: type === 'infra' ? 'edge-native' : 'all',
    createdAt,
    modifiedAt: createdAt,
    versions,
  };
}

function version(
  random: Random,
  number: string,
  createdAt: number,
  packs: readonly PackLine[],
  registryUid: string,
): ProfileVersion {
  return {
    uid: random.uid(),
    version: number,
    createdAt,
    packs: packs.map((line) => createPack(random, line, registryUid)),
  };
}

function createPack(random: Random, [layer, name, number, displayName]: PackLine, registryUid: string): Pack {
  return {
    uid: random.uid(),
    name,
    version: number,
    layer,
    type: 'oci',
    registryUid,
    displayName,
    values: `charts:\n  ${name}:\n    adminPassword: ${createSecret(random)}\n`,
  };
}

import type { Condition } from './condition.ts';
import type { Project } from './project.ts';

export type PackLayer = 'kernel' | 'os' | 'k8s' | 'cni' | 'csi' | 'addon';

export interface Pack {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly layer: PackLayer;
  readonly type: 'spectro' | 'helm' | 'manifest' | 'oci';
  readonly registryUid: string;
  readonly displayName: string;
  /** YAML of the pack; may hold secrets, so readers must drop it. */
  readonly values: string;
  /** Why the pack cannot be used, when its version is gone from the registry. */
  invalidReason?: string;
}

/** Each version of a cluster profile is an object with a uid of its own. */
export interface ProfileVersion {
  readonly uid: string;
  readonly version: string;
  readonly createdAt: number;
  packs: Pack[];
}

export interface Profile {
  readonly uid: string;
  readonly name: string;
  readonly type: 'infra' | 'add-on';
  readonly cloudType: string;
  /** Absent: a profile of tenant scope. */
  readonly project?: Project;
  readonly createdAt: number;
  modifiedAt: number;
  /** Oldest first. */
  versions: ProfileVersion[];
  /** A version that is being edited and not published yet. */
  draft?: ProfileVersion;
}

/** A profile version that a cluster is meant to run. */
export interface AttachedProfile {
  readonly profile: Profile;
  version: ProfileVersion;
}

/** A pack as it runs in a cluster. */
export interface DeployedPack {
  readonly profile: Profile;
  pack: Pack;
  condition: Condition;
  startedAt?: number;
  endedAt?: number;
}

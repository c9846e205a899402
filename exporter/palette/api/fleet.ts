import type { Item } from '../../collection/collector.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import { limitedWords } from '../parts/label-words.ts';
import { derived } from './derived.ts';
import { createOccurrences, type Occurrences } from './occurrences.ts';
import { createRecent, type Recent } from './recent.ts';

/** A cluster as the fleet sweep knows it: what the per-cluster collectors need to visit it. */
export interface ClusterRef extends Item {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  /** Undefined for a cluster of the tenant scope. */
  readonly projectUid: string | undefined;
  readonly cloudType: string;
  readonly configUid: string;
  /** What it is meant to run; what it does run is in the document of the single cluster. */
  readonly profiles: readonly DesiredProfile[];
  readonly updateAvailable: boolean;
  /** State of its repave; empty without one. */
  readonly repave: string;
}

/** A profile that is attached to a cluster. */
export interface DesiredProfile {
  /** Of this version of the profile. */
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly scope: string;
  readonly packs: readonly DesiredPack[];
}

export interface DesiredPack {
  readonly name: string;
  readonly version: string;
  readonly layer: string;
  readonly isInvalid: boolean;
}

export interface ProjectRef extends Item {
  readonly uid: string;
  readonly name: string;
}

/** An edge host, as the collector needs it that reads single hosts. */
export interface EdgeHostRef extends Item {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly projectUid: string | undefined;
  /** As it told Palette; it may be anything, or nothing. */
  readonly address: string;
  /** Of the cluster that uses it. */
  readonly clusterUid?: string | undefined;
  /** Whether something is wrong with it, so that it is worth a request of its own. */
  readonly isExceptional: boolean;
}

export interface WorkspaceRef extends Item {
  readonly uid: string;
  readonly name: string;
  readonly project: string;
  readonly projectUid: string | undefined;
}

export interface TemplateRef extends Item {
  readonly uid: string;
  readonly name: string;
  readonly project: string | undefined;
  readonly projectUid: string | undefined;
}

/** The tenant and the user behind the API key. */
export interface Identity {
  readonly orgName: string;
  readonly tenantUid: string;
  readonly userUid: string;
}

/**
 * What is known of a Palette beyond a run, most of it told by one collector for others to read. `Written` says which
 * collector writes a field; a collector names what it reads with `Reads` and what it writes with `Writes`:
 *
 * ```ts
 * defineCollector<Palette<Reads<'projects'> & Writes<'cluster_templates'>>>({ name: 'cluster_templates', … })
 * ```
 *
 * A list is replaced whole at the end of a sweep, never edited.
 */
export interface Fleet {
  clusters: readonly ClusterRef[];
  edgeHosts: readonly EdgeHostRef[];
  workspaces: readonly WorkspaceRef[];
  projects: readonly ProjectRef[];
  clusterTemplates: readonly TemplateRef[];
  /** UIDs of the clusters that run virtual machines. */
  virtualMachineClusters: ReadonlySet<string>;
  /** How many there are. */
  clusterProfiles: number;
  /** Versions that this Palette wants of what runs on hosts, by the name of the service. */
  readonly targets: Recent<string>;
  /** How many there are of a kind that is limited, by the name that the limits have for it. */
  readonly counted: Recent<number>;
  /** Seconds since the epoch at which the repave of a cluster was approved, by the UID of the cluster. */
  readonly repavesApproved: Map<string, number>;
  /** Whether any node of this Palette ever carried `ready` (since 4.8), so that its absence means "not ready". */
  nodesReportReady: boolean;
  readonly events: Occurrences<readonly [severity: string, component: string, kind: string, reason: string]>;
  /** Lets so many reasons of events become labels. */
  readonly eventReasons: (reason: string) => string;
  readonly audits: Occurrences<readonly [action: string, resourceKind: string, actor: string]>;
  /** Written by whoever first needs to know it (`identity.ts`), so that it is asked once. */
  readonly identity: { asked: Promise<Identity> | undefined };
}

/** The fields of the fleet that a collector writes. The others may read them, and no field but `counted` has two writers. */
export interface Written {
  agent_target: 'targets';
  api_keys: 'counted';
  audits: 'audits';
  backup_locations: 'counted';
  cloud_accounts: 'counted';
  cluster_profiles: 'clusterProfiles';
  cluster_templates: 'clusterTemplates';
  clusters: 'clusters' | 'counted';
  edge_hosts: 'edgeHosts' | 'counted';
  edge_tokens: 'counted';
  events: 'events' | 'eventReasons';
  gateways: 'counted';
  nodes: 'nodesReportReady';
  projects: 'projects' | 'counted';
  registries: 'counted';
  repaves: 'repavesApproved';
  tenant_certificates: 'counted';
  users: 'counted';
  virtual_machine_clusters: 'virtualMachineClusters';
  workspaces: 'workspaces' | 'counted';
}

/** What this collector writes, and nobody else. */
export type Writes<Collector extends keyof Written> = Pick<Fleet, Written[Collector]>;

/** What others have written, to be read. */
export type Reads<Field extends keyof Fleet> = { readonly [Name in Field]: Shown<Fleet[Name]> };

type Shown<Value> =
  Value extends Recent<infer Told>
    ? Pick<Recent<Told>, 'get'>
    : Value extends Map<infer Key, infer Told>
      ? ReadonlyMap<Key, Told>
      : Value;

export function createFleet(clock: Pick<Clock, 'now'> = systemClock): Fleet {
  return {
    clusters: [],
    edgeHosts: [],
    workspaces: [],
    targets: createRecent(clock),
    counted: createRecent(clock),
    events: createOccurrences(),
    eventReasons: limitedWords(100),
    audits: createOccurrences(),
    projects: [],
    virtualMachineClusters: new Set(),
    clusterProfiles: 0,
    clusterTemplates: [],
    repavesApproved: new Map(),
    nodesReportReady: false,
    identity: { asked: undefined },
  };
}

/** The projects that have clusters: the others need no requests of their own. */
export function projectsInUse({ projects, clusters }: Reads<'projects' | 'clusters'>): readonly ProjectRef[] {
  return projectsOf(projects, clusters);
}

const projectsOf = derived((projects: readonly ProjectRef[], clusters: readonly ClusterRef[]) => {
  const used = new Set(clusters.map(({ projectUid }) => projectUid));
  return projects.filter(({ uid }) => used.has(uid));
});

/** The clusters that run virtual machines. */
export function clustersWithMachines({
  clusters,
  virtualMachineClusters,
}: Reads<'clusters' | 'virtualMachineClusters'>): readonly ClusterRef[] {
  return clustersWithin(clusters, virtualMachineClusters);
}

const clustersWithin = derived((clusters: readonly ClusterRef[], uids: ReadonlySet<string>) =>
  clusters.filter(({ uid }) => uids.has(uid)),
);

/** The name of the project with this UID; undefined while it is not known, and for the tenant scope. */
export function projectName({ projects }: Reads<'projects'>, uid: string | undefined): string | undefined {
  return projects.find((project) => project.uid === uid)?.name;
}

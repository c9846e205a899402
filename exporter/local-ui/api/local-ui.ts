import type { z } from 'zod';
import type { Run } from '../../collection/job.ts';
import { SourceError } from '../../sources/failures.ts';
import type { ServerCertificate } from '../../sources/http.ts';
import { shownCertificate } from '../../sources/shown-certificate.ts';
import { endpoints, type LocalUiEndpoint } from './endpoints.ts';
import type { LocalUiClient } from './local-ui-client.ts';
import type { Session } from './session.ts';

type Get = <Schema extends z.ZodType>(endpoint: LocalUiEndpoint, schema: Schema) => Promise<z.output<Schema>>;

/** What the collectors read through: an allowed endpoint, in the shape of its schema. */
interface Reader {
  /** @throws SourceError; `not_found` where the host is older than the endpoint. */
  readonly get: Get;
  /**
   * Undefined when the host answers 404, where that is a state: no cluster, no link, nothing uploaded.
   *
   * @throws SourceError
   */
  find<Schema extends z.ZodType>(
    endpoint: LocalUiEndpoint,
    schema: Schema,
  ): Promise<z.output<Schema> | undefined>;
}

/** What one collector of a host tells of it: for other collectors, and for those who find the clusters of hosts. */
export interface HostFacts {
  /** Empty until it is known. */
  nodeRole: string;
  /** Empty until it is known. */
  managementMode: string;
  /** The locally managed cluster that the host belongs to, as far as it is known. */
  cluster: { readonly uid: string; readonly name: string } | undefined;
}

/** The facts that a collector writes. The others may read them, and none has two writers. */
export interface Written {
  localui_host: 'nodeRole' | 'managementMode';
  localui_membership: 'cluster';
}

/** What this collector writes, and nobody else. */
export type Writes<Collector extends keyof Written> = Pick<HostFacts, Written[Collector]>;

/** What another collector has written, to be read. */
export type Reads<Field extends keyof HostFacts> = Readonly<Pick<HostFacts, Field>>;

/**
 * What the collectors of a host work with.
 *
 * @template Known what a collector reads and writes of the facts: `Reads<…> & Writes<…>`
 */
export interface LocalUiHost<Known = unknown> extends Reader {
  readonly facts: Known;
  readonly session: Pick<Session, 'blocked' | 'expiry' | 'loginFailures'>;
  certificate(): ServerCertificate | undefined;
  /** Whether the configuration says not to verify the certificate. */
  readonly skipsVerification: boolean;
  /**
   * What the registry on the host shows; undefined where the configuration names none.
   *
   * @throws SourceError
   */
  registryCertificate(): Promise<ServerCertificate | undefined>;
}

/** What the collectors of a locally managed cluster work with: any of its control plane hosts answers for it. */
export interface LocalUiCluster extends Reader {
  readonly uid: string;
  readonly name: string;
}

/** A Local UI host, configured or discovered. */
export interface HostConnection {
  readonly name: string;
  readonly skipsVerification: boolean;
  readonly client: LocalUiClient;
  readonly registry?: { readonly host: string; readonly port: number };
  readonly facts: HostFacts;
}

export function newFacts(): HostFacts {
  return { nodeRole: '', managementMode: '', cluster: undefined };
}

export function openHost(
  { name, client, facts, skipsVerification, registry }: HostConnection,
  run: Run,
): LocalUiHost<HostFacts> {
  return {
    facts,
    session: client.session,
    certificate: client.certificate,
    skipsVerification,
    registryCertificate: async () =>
      registry && shownCertificate(`the registry of "${name}"`, registry.host, registry.port, run.signal),
    ...reader((endpoint, schema) => client.get(run, endpoint, schema)),
  };
}

/** The members of a cluster that can be asked, and which of them is asked first. */
export interface ClusterMembers {
  readonly uid: string;
  readonly name: string;
  members: readonly HostConnection[];
}

/** Asks the first member, and when that fails as a host, the next ones; the one that answers is asked first from then on. */
export function openCluster(cluster: ClusterMembers, run: Run): LocalUiCluster {
  const get: Get = async (endpoint, schema) => {
    const [first] = cluster.members;
    let failure: unknown;
    for (const member of cluster.members) {
      try {
        const answer = await member.client.get(run, endpoint, schema);
        if (member !== first) promote(cluster, member);
        return answer;
      } catch (error) {
        run.signal.throwIfAborted();
        if (!isOfHost(error, endpoint)) throw error;
        failure ??= error;
      }
    }
    throw failure;
  };
  return { uid: cluster.uid, name: cluster.name, ...reader(get) };
}

function promote(cluster: ClusterMembers, member: HostConnection): void {
  if (!cluster.members.includes(member)) return;
  cluster.members = [member, ...cluster.members.filter((other) => other !== member)];
}

/** Whether another member may do better: what a cluster does not have, none of them has. */
function isOfHost(error: unknown, endpoint: LocalUiEndpoint): boolean {
  if (!(error instanceof SourceError)) return false;
  // A host that was taken out of the cluster says so here, until its membership is read again.
  return error.reason !== 'not_found' || endpoint === endpoints.clusterDetails;
}

function reader(get: Get): Reader {
  return {
    get,
    async find(endpoint, schema) {
      try {
        return await get(endpoint, schema);
      } catch (error) {
        if (error instanceof SourceError && error.reason === 'not_found') return undefined;
        throw error;
      }
    },
  };
}

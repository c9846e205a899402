import type { z } from 'zod';
import type { Endpoint } from '../collection/endpoint.ts';
import type { Run } from '../collection/run.ts';
import { SourceError } from '../collection/source-error.ts';
import type { ServerCertificate } from '../http.ts';
import type { LocalUiClient } from './client.ts';
import type { Session } from './session.ts';

/** What the collectors read through: `get` of an allowed endpoint, in the shape of its schema. */
interface Reader {
  /** @throws SourceError */
  get<Schema extends z.ZodType>(endpoint: Endpoint, schema: Schema): Promise<z.output<Schema>>;
}

/** What was learnt of a host and is used by other collectors. */
export interface HostFacts {
  nodeRole: string;
  /** The locally managed cluster that the host belongs to, as far as it is known. */
  cluster: { readonly uid: string; readonly name: string } | undefined;
}

/** What the collectors of a host work with. */
export interface LocalUiHost extends Reader {
  readonly facts: HostFacts;
  readonly session: Pick<Session, 'blocked' | 'expiry'>;
  certificate(): ServerCertificate | undefined;
}

/** What the collectors of a locally managed cluster work with: any of its control plane hosts answers for it. */
export interface LocalUiCluster extends Reader {
  readonly uid: string;
  readonly name: string;
}

/** A configured Local UI host. */
export interface HostConnection {
  readonly name: string;
  readonly client: LocalUiClient;
  readonly facts: HostFacts;
}

export function openHost({ client, facts }: HostConnection, run: Run): LocalUiHost {
  return {
    facts,
    session: client.session,
    certificate: client.certificate,
    get: (endpoint, schema) => client.get(run, endpoint, schema),
  };
}

/** The members of a cluster that can be asked, and which of them is asked first. */
export interface ClusterMembers {
  readonly uid: string;
  readonly name: string;
  members: readonly HostConnection[];
}

/** Asks the first member; when it fails as a host, it goes to the end of the line and the next one is asked. */
export function openCluster(cluster: ClusterMembers, run: Run): LocalUiCluster {
  return {
    uid: cluster.uid,
    name: cluster.name,
    async get(endpoint, schema) {
      let failure: unknown;
      for (const member of [...cluster.members]) {
        try {
          return await member.client.get(run, endpoint, schema);
        } catch (error) {
          run.signal.throwIfAborted();
          if (!(error instanceof SourceError) || error.reason === 'not_found') throw error;
          failure ??= error;
          cluster.members = [...cluster.members.filter((other) => other !== member), member];
        }
      }
      throw failure;
    },
  };
}

import type { Scheduler, Settings } from '../../collection/scheduler.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import { createHttp, type TlsOptions } from '../../sources/http.ts';
import type { LoginMemory } from '../../sources/login-memory.ts';
import { createSecret, type SecretRef } from '../../sources/secret.ts';
import type { Clock } from '../../time/clock.ts';
import { hostCollectors } from '../index.ts';
import { type HostConnection, newFacts, openHost } from './local-ui.ts';
import { createLocalUiClient } from './local-ui-client.ts';
import { createSession } from './session.ts';

/** How to reach the Local UI of a host, as the configuration tells or discovery found. */
export interface HostSource {
  readonly name: string;
  readonly url: URL;
  readonly tls?: TlsOptions | undefined;
  readonly proxy?: URL | undefined;
  /** Where the registry of its cluster is reached on the same host. */
  readonly registryPort?: number | undefined;
  readonly username: string;
  readonly password: SecretRef;
}

interface ConnectOptions {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly logins?: LoginMemory | undefined;
}

const MEBIBYTE = 2 ** 20;
/** Local UI runs on the edge host itself: two connections, and the largest answer is the list of applications. */
const LIMITS = { connections: 2, timeout: 10_000, maxBody: 16 * MEBIBYTE };

/** Connects to the Local UI of a host. @param edgeHost label of its series */
export function connectHost(
  source: HostSource,
  edgeHost: string,
  { clock, telemetry, logins }: ConnectOptions,
): {
  host: HostConnection;
  start(scheduler: Pick<Scheduler, 'add'>, settings: Settings): void;
  close(): Promise<void>;
} {
  const { name, url, tls, proxy, username, registryPort } = source;
  const who = `Local UI "${name}"`;
  const http = createHttp({ who, url, tls, proxy, ...LIMITS });
  const password = createSecret(source.password, 'password');
  const session = createSession({ who, http, username, password, clock, memory: logins });
  const client = createLocalUiClient({ name, http, session, telemetry });
  const skipsVerification = tls?.insecureSkipVerify ?? false;
  const host: HostConnection = {
    name,
    client,
    facts: newFacts(),
    skipsVerification,
    ...(registryPort !== undefined && { registry: { host: url.hostname, port: registryPort } }),
  };
  return {
    host,
    start(scheduler, settings) {
      const open = openHost.bind(undefined, host);
      const own = { name, labels: { edge_host: edgeHost }, open, credentials: password.version };
      scheduler.add(own, hostCollectors, settings);
    },
    close: client.close,
  };
}

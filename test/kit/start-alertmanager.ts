import { join } from 'node:path';
import { binaries, type Flavour } from './binaries.ts';
import { temporaryFolder } from './folder.ts';
import { type Program, startProgram } from './program.ts';

/** An alert as a client posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly generatorURL?: string;
  readonly startsAt?: string;
  /** In the past: the alert is resolved. */
  readonly endsAt?: string;
}

/** An alert as Alertmanager holds it. */
export interface HeldAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly receivers: readonly { readonly name: string }[];
  readonly status: {
    readonly state: 'unprocessed' | 'active' | 'suppressed';
    readonly silencedBy: readonly string[];
    readonly inhibitedBy: readonly string[];
  };
}

/** A silence as Alertmanager holds it. */
export interface Silence {
  readonly id: string;
  readonly comment: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
}

export interface AlertmanagerOptions {
  readonly flavour: Flavour;
  /** `alertmanager.yml` as data or text. Relative `templates` are looked up among `files`. */
  readonly config: unknown;
  /** Further files beside the configuration: relative path to text or data. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Further command line arguments. */
  readonly args?: readonly string[];
}

export interface Alertmanager extends Program {
  /** `127.0.0.1:PORT`, as `static_configs` of Prometheus want it. */
  readonly address: string;
  post(...alerts: readonly PostedAlert[]): Promise<void>;
  alerts(): Promise<HeldAlert[]>;
  /** Mutes for an hour what carries all these labels; the silence's ID. */
  silence(labels: Readonly<Record<string, string>>, comment?: string): Promise<string>;
  silences(): Promise<Silence[]>;
  /** Replaces `alertmanager.yml`; it is in force when this ends. */
  reload(config: unknown): Promise<void>;
}

/** Starts a real Alertmanager without clustering and with an empty store, which `close` removes again. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Alertmanager> {
  const folder = await temporaryFolder({ ...options.files, 'alertmanager.yml': options.config });
  const program = await startProgram(binaries(options.flavour).alertmanager, [
    `--config.file=${join(folder.path, 'alertmanager.yml')}`,
    `--storage.path=${join(folder.path, 'data')}`,
    // Empty: no gossip port.
    '--cluster.listen-address=',
    ...(options.args ?? []),
  ]).catch(async (error) => {
    await folder.remove();
    throw error;
  });
  const call = (path: string, body?: unknown) => api(program.url, path, body);

  return {
    ...program,
    address: program.url.slice('http://'.length),
    async post(...alerts) {
      await call('alerts', alerts);
    },
    alerts: async () => (await call('alerts')) as HeldAlert[],
    async silence(labels, comment = 'for a test') {
      const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false }));
      const now = Date.now();
      const created = await call('silences', {
        matchers,
        comment,
        createdBy: 'test',
        startsAt: new Date(now).toISOString(),
        endsAt: new Date(now + 3_600_000).toISOString(),
      });
      return (created as { silenceID: string }).silenceID;
    },
    silences: async () => (await call('silences')) as Silence[],
    async reload(config) {
      await folder.write('alertmanager.yml', config);
      const answer = await fetch(`${program.url}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`reload: ${await answer.text()}`);
    },
    async close() {
      await program.close();
      await folder.remove();
    },
  };
}

async function api(url: string, path: string, body?: unknown): Promise<unknown> {
  const request =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v2/${path}`, request);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

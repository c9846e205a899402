import { isIP } from 'node:net';
import type { Clock } from '../time/clock.ts';

/** A source of the configuration, ready to be connected. */
export interface Configured<Connection = unknown> {
  readonly name: string;
  /** Differs when the source must be connected anew. */
  readonly fingerprint: string;
  /** Opens no connection yet. */
  connect(): Connection;
}

/** A host as a Palette tells of it. */
export interface KnownHost {
  readonly uid: string;
  readonly name: string;
  /** As the host told Palette; it may be anything, or nothing. */
  readonly address: string;
  /** Of the cluster that uses it. */
  readonly clusterUid?: string | undefined;
}

/** Local UIs that follow from what a Palette knows: `{{ip}}` in the URL stands for the address of a host. */
interface HostTemplate {
  readonly palette: string;
  readonly url: string;
}

/** The part of the configuration that discovery follows. */
interface Templates<Template extends HostTemplate> {
  /** Hosts that are configured by themselves. */
  readonly localUi: readonly { readonly name: string; readonly url: URL }[];
  readonly localUiFromPalette: readonly Template[];
}

/** A Local UI that follows from what a Palette knows. */
export interface Discovered<Template extends HostTemplate> {
  readonly source: Omit<Template, 'palette' | 'url'> & { readonly name: string; readonly url: URL };
  /** Label of its series: the host's name, or its UID where the name is not unique. */
  readonly edgeHost: string;
  /** UID of its cluster, whose hosts are read by the same shard; its own where it is in none. */
  readonly group: string;
}

/**
 * The Local UIs of the edge hosts of Palette, by the templates of the configuration. Hosts that are configured by
 * themselves are left to that, and so are those that told no address: names are not resolved, since a host tells
 * Palette what it likes and the login would follow it.
 */
export function discover<Template extends HostTemplate>(
  { localUi, localUiFromPalette }: Templates<Template>,
  hostsOf: (palette: string) => readonly KnownHost[],
): Discovered<Template>[] {
  const configured = new Set(localUi.map(({ url }) => url.origin));
  const found = localUiFromPalette.flatMap(({ palette, url: template, ...login }) =>
    hostsOf(palette).flatMap(({ uid, name, address, clusterUid = uid }) => {
      const url = urlOf(template, address);
      if (url === undefined || configured.has(url.origin)) return [];
      configured.add(url.origin);
      // A slash is in no configured name.
      return [{ name, uid, group: clusterUid, source: { ...login, url, name: `${palette}/${uid}` } }];
    }),
  );
  const names = [...localUi.map(({ name }) => name), ...found.map(({ name }) => name)];
  const isUnique = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
  return found.map(({ name, uid, group, source }) => ({
    ...{ source, group },
    edgeHost: isUnique(name) ? name : uid,
  }));
}

function urlOf(template: string, address: string): URL | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  const url = template.replace('{{ip}}', version === 6 ? `[${address}]` : address);
  return URL.canParse(url) ? new URL(url) : undefined;
}

interface KeepOptions<Template extends HostTemplate, Connection> {
  /** The part of the configuration that is in use now. */
  readonly templates: () => Templates<Template>;
  /** What a Palette knows by now; the list is replaced whole with each sweep. */
  readonly hostsOf: (palette: string) => readonly KnownHost[] | undefined;
  readonly sourceOf: (discovered: Discovered<Template>) => Configured<Connection>;
  /** Whether this exporter reads it, and not one that shares the work. */
  readonly isOwn: (discovered: Discovered<Template>) => boolean;
  /** By name of the source: those that are connected. */
  readonly connections: Map<string, Connection>;
  readonly start: (connection: Connection) => void;
  readonly end: (connection: Connection) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How often it is asked whether Palette has told anything new. */
const LOOK = 5000;

/** Makes a source of each Local UI that can be discovered, for as long as it can. Ends when the signal is aborted. */
export async function keepDiscovered<
  Template extends HostTemplate,
  Connection extends { readonly fingerprint: string },
>(options: KeepOptions<Template, Connection>): Promise<void> {
  const { templates, hostsOf, clock, signal } = options;
  let seen: readonly unknown[] = [];
  while (!signal.aborted) {
    const current = templates();
    const hosts = new Map(
      current.localUiFromPalette.map(({ palette }) => [palette, hostsOf(palette) ?? NONE]),
    );
    const basis = [current, ...hosts.values()];
    if (basis.length !== seen.length || basis.some((part, index) => part !== seen[index])) {
      seen = basis;
      await reconcile(
        discover(current, (palette) => hosts.get(palette) ?? NONE),
        options,
      );
    }
    await clock.sleep(LOOK, signal).catch(() => undefined);
  }
}

const NONE: readonly KnownHost[] = [];

async function reconcile<Template extends HostTemplate, Connection extends { readonly fingerprint: string }>(
  found: readonly Discovered<Template>[],
  { sourceOf, isOwn, connections, start, end }: KeepOptions<Template, Connection>,
): Promise<void> {
  const own = found.filter(isOwn);
  const wanted = new Map(own.map((discovered) => [discovered.source.name, sourceOf(discovered)]));
  for (const [name, connection] of connections) {
    if (wanted.get(name)?.fingerprint === connection.fingerprint) continue;
    connections.delete(name);
    await end(connection);
  }
  for (const [name, source] of wanted) {
    if (connections.has(name)) continue;
    const connection = source.connect();
    connections.set(name, connection);
    start(connection);
  }
}

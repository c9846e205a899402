import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Scheduler, Settings } from './collection/scheduler.ts';
import { isHome, owns } from './collection/shard.ts';
import { detailsOf } from './config/collector-settings.ts';
import type { Config, LocalUiConfig, PaletteConfig } from './config/config.ts';
import { connectHost } from './local-ui/api/connect.ts';
import type { HostConnection } from './local-ui/api/local-ui.ts';
import { connectPalette, type PaletteConnectOptions } from './palette/api/connect.ts';
import type { Fleet } from './palette/api/fleet.ts';
import type { Configured } from './sources/discovery.ts';
import { connectConsole } from './system-console/api/connect.ts';
import { systemSourceName } from './system-console/api/system-console.ts';

/** A source with its clients. */
export interface Connection {
  readonly name: string;
  readonly fingerprint: string;
  /** Of a Local UI. */
  readonly host?: HostConnection;
  /** What is known of a Palette. */
  readonly fleet?: Fleet;
  /** Sets its collectors to work. */
  start(scheduler: Pick<Scheduler, 'add'>, settings: Settings): void;
  close(): Promise<void>;
}

/** The sources of a configuration that this shard reads, in its order. */
export function sourcesOf(config: Config, options: PaletteConnectOptions): readonly Configured<Connection>[] {
  const details = detailsOf(config);
  const { shard } = config;
  return [
    ...config.palette.flatMap((entry) => {
      const { name, system } = entry;
      // All shards count as one address to Palette, which may be a proxy's.
      const source = { ...entry, budgetShare: entry.budgetShare / shard.of, shard };
      const fingerprint = fingerprintOf(source, [[...details.detailed], [...details.brief]]);
      const tenant = configured(name, fingerprint, () => connectPalette(source, details, options));
      if (system === undefined || !isHome(shard)) return [tenant];
      const connect = () => connectConsole(source, system, options);
      return [tenant, configured(systemSourceName(name), fingerprint, connect)];
    }),
    ...config.localUi
      .filter((source) => owns(shard, source.shardGroup ?? groupOf(source.name)))
      .map((source) => hostSource(source, source.name, options)),
  ];
}

/**
 * The hosts of a locally managed cluster have to be read by the same shard, or its series would come from several. Nobody
 * knows a cluster before it is asked, so hosts belong together whose names differ in their last part only: `pma` for
 * `pma-1` and `pma-2.example.com`.
 */
function groupOf(name: string): string {
  const [host = name] = name.split('.');
  return host.replace(/(?<=.)(?:[-_][^-_]*|\d+)$/, '');
}

/** @param edgeHost label of its series */
export function hostSource(
  source: LocalUiConfig,
  edgeHost: string,
  options: PaletteConnectOptions,
): Configured<Connection> {
  const fingerprint = fingerprintOf(source, edgeHost);
  return configured(source.name, fingerprint, () => connectHost(source, edgeHost, options));
}

function configured(
  name: string,
  fingerprint: string,
  connect: () => Omit<Connection, 'name' | 'fingerprint'>,
): Configured<Connection> {
  return { name, fingerprint, connect: () => ({ name, fingerprint, ...connect() }) };
}

/** Hashed, since it holds the secrets that the configuration holds itself. Those in files are read when needed. */
function fingerprintOf(source: PaletteConfig | LocalUiConfig, more?: unknown): string {
  const authority = source.tls?.caFile && readFileSync(source.tls.caFile, 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([source, authority, more]))
    .digest('hex');
}

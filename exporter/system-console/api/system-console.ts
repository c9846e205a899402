import type { Item } from '../../collection/collector.ts';
import type { Run } from '../../collection/job.ts';
import type { Telemetry } from '../../collection/telemetry.ts';
import type { Endpoint } from '../../metric/endpoint.ts';
import { type Budgets, createClient, type PaletteClient } from '../../palette/api/client.ts';
import { createFleet } from '../../palette/api/fleet.ts';
import { openPalette, type Palette } from '../../palette/api/palette.ts';
import type { Http } from '../../sources/http.ts';
import type { LoginMemory } from '../../sources/login-memory.ts';
import type { Secret } from '../../sources/secret.ts';
import type { Clock } from '../../time/clock.ts';
import { endpoints } from './endpoints.ts';
import { createSystemLogin } from './system-login.ts';

/** A tenant of the installation, as the collector needs it that reads plan and usage. */
export interface TenantRef extends Item {
  readonly uid: string;
  readonly name: string;
}

/** What one collector tells of the installation for others to read. */
export interface SystemFacts {
  /** Replaced whole at the end of a sweep. */
  tenants: readonly TenantRef[];
  /** Whether the console can tell of the account, which older releases cannot; undefined before it was asked. */
  hasAccount: boolean | undefined;
}

/** The facts that a collector writes. The others may read them, and none has two writers. */
export interface Written {
  tenants: 'tenants';
  system_api: 'hasAccount';
}

/** What this collector writes, and nobody else. */
export type Writes<Collector extends keyof Written> = Pick<SystemFacts, Written[Collector]>;

/** What another collector has written, to be read. */
export type Reads<Field extends keyof SystemFacts> = Readonly<Pick<SystemFacts, Field>>;

/**
 * What the collectors of the system console work with: the requests of a tenant's Palette, without its projects.
 *
 * @template Known what a collector reads and writes of the facts: `Reads<…> & Writes<…>`
 */
export interface SystemConsole<Known = unknown> extends Pick<Palette, 'name' | 'now' | 'get' | 'rows'> {
  readonly facts: Known;
  /** The console has what it lacked before. */
  tellGained(): void;
}

export interface SystemConsoleParts {
  readonly name: string;
  readonly client: PaletteClient;
  readonly facts: SystemFacts;
  readonly clock: Pick<Clock, 'now'>;
}

interface ConnectOptions {
  /** Of the Palette. */
  readonly name: string;
  readonly http: Http;
  readonly username: string;
  readonly password: Secret;
  readonly memory?: LoginMemory | undefined;
  readonly clock: Clock;
  readonly budgetShare: number;
  /** Of the Palette's address: both its consoles share them. */
  readonly budgets: Budgets;
  readonly telemetry: Telemetry;
}

const KNOWN = new Set<Endpoint>(Object.values(endpoints));

/** Name of the source: that of a Palette holds no slash. */
export function systemSourceName(palette: string): string {
  return `${palette}/system`;
}

export function connectSystemConsole({
  name,
  username,
  password,
  memory,
  ...options
}: ConnectOptions): SystemConsoleParts {
  const who = `system console of palette "${name}"`;
  const shared = { ...options, source: systemSourceName(name), who };
  const login = createSystemLogin({ ...shared, username, password, memory });
  const client = createClient({ ...shared, login, known: KNOWN });
  return { name, client, facts: { tenants: [], hasAccount: undefined }, clock: options.clock };
}

export function openSystemConsole(
  { facts, ...parts }: SystemConsoleParts,
  run: Run,
): SystemConsole<SystemFacts> {
  const nothing = { fleet: createFleet(parts.clock), clusterTags: [], detailed: new Set<string>() };
  const palette = openPalette({ ...parts, ...nothing, projects: 'all' }, run);
  return {
    ...{ name: palette.name, facts, now: palette.now, get: palette.get, rows: palette.rows },
    tellGained() {
      run.gained = true;
    },
  };
}

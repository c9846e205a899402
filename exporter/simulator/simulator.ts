import type { RequestListener } from 'node:http';
import { type Clock, systemClock } from '../time/clock.ts';
import { createControlServer } from './control-server.ts';
import type { Fault } from './faults.ts';
import { type Listening, listen } from './listen.ts';
import { createLocalUiServer } from './local-ui/local-ui-server.ts';
import { createPaletteServer } from './palette/palette-server.ts';
import { hasRecentPaths, type Release } from './palette/releases.ts';
import type { RequestRecord } from './request-log.ts';
import type { ScenarioName } from './scenarios/index.ts';
import { createCertificate } from './server-certificate.ts';
import { createStage } from './stage.ts';
import { type ApplianceKind, changeAppliance } from './world/build/appliance-kinds.ts';
import { createWorld } from './world/build/create-world.ts';
import { changeSite, type Site } from './world/build/sites.ts';
import type { World } from './world/model/world.ts';

export interface SimulatorOptions {
  readonly seed?: number;
  /** A generated fleet of this size instead of the small world; hosts default to three per cluster and a spare. */
  readonly clusters?: number;
  readonly hosts?: number;
  /** How the small world is equipped; a generated fleet stays as it is. */
  readonly site?: Site;
  readonly scenario?: ScenarioName;
  readonly clock?: Clock;
  readonly palette?: {
    readonly host?: string;
    readonly port?: number;
    readonly tls?: boolean;
    /** Send `Retry-After` with 429; Palette documents no such header. */
    readonly retryAfter?: boolean;
    /** `false` switches the rate limits off, as a self-hosted Palette can. */
    readonly rateLimit?: boolean;
    /** The release whose answers it gives; the newest unless told. */
    readonly release?: Release;
    /** A release without the system console's API and the other recent paths: they answer 404. */
    readonly older?: boolean;
  };
  /** `port` is the first of a range, one per host; 0 takes any free port for each. */
  readonly localUi?: {
    readonly host?: string;
    readonly port?: number;
    /** Other hosts than those of the Palette appliance. */
    readonly kind?: ApplianceKind;
  };
  /** `around` makes what is served there of the control server, for a page that offers more. */
  readonly control?: {
    readonly host?: string;
    readonly port?: number;
    readonly around?: (control: RequestListener) => RequestListener;
  };
  /** Called when another scenario was put on. */
  readonly played?: () => void;
}

export interface Simulator {
  readonly palette: PaletteAccess;
  readonly localUi: readonly LocalUiAccess[];
  readonly control: { readonly url: string };
  /** The live objects behind the answers; changes show at once. `play` resets them in place. */
  readonly world: World;
  readonly scenario: ScenarioName;
  /** What arrived at the servers, oldest first; bounded. */
  readonly requests: readonly RequestRecord[];
  /** Misbehaviour for tests; push to it, and empty it again. */
  readonly faults: Fault[];
  play(scenario: ScenarioName): void;
  close(): Promise<void>;
}

export interface PaletteAccess {
  readonly url: string;
  /** Key of a user who may read the whole tenant. */
  readonly apiKey: string;
  /** Key of a user with a role in one project only. */
  readonly projectApiKey: string;
  readonly user: { readonly emailId: string; readonly password: string };
  readonly system: { readonly username: string; readonly password: string };
  /** PEM of the self-signed certificate, when served over TLS. */
  readonly cert?: string;
}

export interface LocalUiAccess {
  readonly name: string;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** SHA-256 of the certificate in lower-case hexadecimal. */
  readonly pinSha256: string;
}

/** Starts a Palette, the Local UIs of its appliance and a control server, all serving one small world. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, clock = systemClock } = options;
  const startedAt = clock.now();
  const stage = createStage(
    () => {
      const fleet = fleetSize(options);
      const world = createWorld(seed, startedAt, fleet);
      if (fleet === undefined) changeSite(world, options.site ?? 'three-host-appliance', seed);
      world.platform.isRateLimited = options.palette?.rateLimit ?? true;
      const { kind } = options.localUi ?? {};
      return kind === undefined ? world : changeAppliance(world, kind, seed);
    },
    clock,
    options.played,
  );
  const requests: RequestRecord[] = [];
  const faults: Fault[] = [];
  const shared = { world: stage.world, clock, requests, faults, catchUp: stage.catchUp };
  if (options.scenario !== undefined) stage.play(options.scenario);

  const palette = await startPalette(options, shared);
  const localUi = await Promise.all(
    stage.world.appliance.hosts.map((host, index) => startLocalUi(options, shared, host.name, index)),
  );
  const access = { palette: palette.access, localUi: localUi.map((one) => one.access) };
  const { around = (inner: RequestListener) => inner, ...address } = options.control ?? {};
  const control = await listen(around(createControlServer(stage, () => access)), address);
  const servers = [palette.listening, ...localUi.map(({ listening }) => listening), control];

  return {
    ...access,
    control: { url: control.url },
    get world() {
      return stage.world;
    },
    get scenario() {
      return stage.scenario;
    },
    requests,
    faults,
    play: stage.play,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

interface Shared {
  readonly world: World;
  readonly clock: Clock;
  readonly requests: RequestRecord[];
  readonly faults: Fault[];
  catchUp(): void;
}

function fleetSize({ clusters, hosts }: SimulatorOptions) {
  if (clusters === undefined && hosts === undefined) return undefined;
  const count = clusters ?? Math.floor((hosts ?? 0) / 3);
  return { clusters: count, hosts: hosts ?? count * 3 + 1 };
}

async function startPalette(
  options: SimulatorOptions,
  shared: Shared,
): Promise<{ access: PaletteAccess; listening: Listening }> {
  const { host, port, tls = false, retryAfter = false, release = '4.10' } = options.palette ?? {};
  const { older = !hasRecentPaths(release) } = options.palette ?? {};
  const { world } = shared;
  const app = createPaletteServer({
    ...shared,
    retryAfter,
    release,
    isOlder: older,
  });
  const certificate = tls ? await createCertificate('palette.example.com', shared.clock.now()) : undefined;
  const listening = await listen(app, { host, port }, certificate);
  const [user] = world.users;
  const [admin] = world.administrators;
  const [key, projectKey] = world.apiKeys;
  const access = {
    url: listening.url,
    apiKey: key?.key ?? '',
    projectApiKey: projectKey?.key ?? '',
    user: { emailId: user?.email ?? '', password: user?.password ?? '' },
    system: { username: admin?.username ?? '', password: admin?.password ?? '' },
    ...(certificate !== undefined && { cert: certificate.pem }),
  };
  return { access, listening };
}

async function startLocalUi(
  { localUi: { host, port = 0 } = {} }: SimulatorOptions,
  shared: Shared,
  hostName: string,
  index: number,
): Promise<{ access: LocalUiAccess; listening: Listening }> {
  const { account } = shared.world.appliance;
  const certificate = await createCertificate(hostName, shared.clock.now());
  const app = createLocalUiServer({ ...shared, hostName, account });
  const listening = await listen(app, { host, port: port === 0 ? 0 : port + index }, certificate);
  const access = { name: hostName, url: listening.url, ...account, pinSha256: certificate.pinSha256 };
  return { access, listening };
}

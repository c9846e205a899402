import dns from 'node:dns';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { createStore } from '../../exporter/exposition/store.ts';
import { rateLimitOf } from '../../exporter/palette/api/rate-limits.ts';
import { type Certificate, createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { answering, startServer } from '../kit/answering-server.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import {
  type Asked,
  type FaultProxy,
  hanging,
  type ProxyFault,
  type Reply,
  startFaultProxy,
} from '../kit/fault-proxy.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { recordLog } from '../kit/record-log.ts';
import { makeDeadlinesVirtual } from '../kit/virtual-deadlines.ts';
import { createVirtualTime } from '../kit/virtual-time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
/** Longer than the shortest age at which data end, five minutes, with the last run before the fault. */
const LASTS = 6.5 * MINUTE;
/** Two intervals of a minute. */
const RECOVERY = 2 * MINUTE;
/** After two refused logins no other is sent for so long: five of them would suspend the account. */
const LOCKOUT = 15 * MINUTE;
/** Seconds by which a recovery is told, since the first look after the end of a fault is not exact. */
const CLASSES = [10, 30, 60, 120];
/** Bytes by which the process may grow: some answers of the largest size that is read, 16 MiB. */
const MEMORY = 250 * 2 ** 20;

const KEY = 'the-key-of-the-test';
const NEW_KEY = 'the-new-key-of-the-test';

const time = createVirtualTime(Date.parse('2026-11-22T09:00:00Z'), { hangs: true });
const { log, lines } = recordLog();
const unknownNames = new Set<string>();
let folder: Folder;
let simulator: Simulator;
let elsewhere: Awaited<ReturnType<typeof startServer>>;
let exporter: Exporter;
let pageNumber = 0;
let firstPage: Reply | undefined;
let putBackTimers: () => void;

/** Where a console stands behind a proxy. Several stand side by side, so that several faults strike at once. */
interface Place {
  /** Name of the source, and of its host at example.com. */
  readonly name: string;
  readonly proxy: FaultProxy;
  readonly certificate: Certificate;
  readonly expired: Certificate;
  readonly misnamed: Certificate;
  /** The key that the Palette of the test takes. */
  goodKey: string;
}

const PALETTES = ['pma', 'other'];
const HOSTS = ['pma-1', 'pma-2'];
const places = new Map<string, Place>();

/** A console behind a proxy. */
interface Target {
  readonly title: string;
  readonly place: () => Place;
  readonly source: string;
  readonly of: (asked: Asked) => boolean;
  /** A series that is gone when its data have ended; absent: not looked at. */
  readonly series?: RegExp;
  /** Where a list with pages is asked for. */
  readonly list?: string;
}

/** The tenant console is asked with a key, the system console with the session of an administrator. */
const isTenant = ({ headers }: Asked) => headers.apikey !== undefined;

const placeOf = (name: string) => () => {
  const place = places.get(name);
  if (place === undefined) throw new Error(`nothing stands at ${name}`);
  return place;
};

const paletteAt = (name: string): Target => ({
  title: 'Palette',
  source: name,
  place: placeOf(name),
  of: isTenant,
  series: new RegExp(`^palette_cluster_info\\{palette="${name}"`, 'm'),
  list: '/v1/dashboard/spectroclusters/search',
});

const systemConsoleAt = (name: string): Target => ({
  title: 'System console',
  source: `${name}/system`,
  place: placeOf(name),
  of: (asked) => !isTenant(asked) && !isLogin(asked),
});

const isLogin = ({ path }: Asked) => /\/(?:sys)?login$/.test(path);

const localUiAt = (name: string): Target => ({
  title: 'Local UI',
  source: name,
  place: placeOf(name),
  of: () => true,
});

interface FaultCase {
  readonly name: string;
  readonly reason: string;
  /** Of a whole address: both consoles of a Palette are away with it. */
  readonly ofAddress?: boolean;
  /** Nothing fails: the answers hold. */
  readonly isHarmless?: boolean;
  /** Milliseconds within which all is well again, if not within two minutes. */
  readonly recovery?: number;
  /** One list alone fails, and what it gave holds or ends. */
  readonly hasData?: boolean;
  begin(target: Target): unknown;
  end?(target: Target): unknown;
}

const echo: ProxyFault['act'] = async ({ headers, body }) => ({
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from(`<html><body>You sent ${JSON.stringify(headers)} ${body.toString()}</body></html>`),
});

/** An answer that repeats what it was asked with, credentials and all. */
const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): ProxyFault['act'] =>
  async (asked) => ({
    status: code,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(
      JSON.stringify({ code: `${code}`, message: asked.headers, body: asked.body.toString() }),
    ),
  });

const raw =
  (write: (socket: Socket, reset: () => void) => void): ProxyFault['act'] =>
  async () =>
    write;

/** Of an answer that goes on. */
const PART = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{"items":[';
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

function acting(name: string, reason: string, act: ProxyFault['act']): FaultCase {
  return { name, reason, begin: ({ place, of }) => place().proxy.faults.unshift({ of, act }) };
}

/** What is one kind of failure of all consoles. */
const answers: readonly FaultCase[] = [
  acting('broken off in the body', 'connection', raw(breakOff)),
  acting('reset in the body', 'connection', raw(resetOff)),
  acting('status 403', 'forbidden', status(403)),
  acting('status 404', 'not_found', status(404)),
  acting('status 405', 'not_found', status(405)),
  acting('status 429', 'rate_limited', status(429)),
  acting('status 429, Retry-After: 30', 'rate_limited', status(429, { 'retry-after': '30' })),
  acting(
    'status 429, Retry-After: a date',
    'rate_limited',
    status(429, { 'retry-after': 'Sun, 22 Nov 2026 23:00:00 GMT' }),
  ),
  acting('status 429, Retry-After: 1e9', 'rate_limited', status(429, { 'retry-after': '1000000000' })),
  acting('status 429, Retry-After: -5', 'rate_limited', status(429, { 'retry-after': '-5' })),
  acting('status 429, Retry-After: soon', 'rate_limited', status(429, { 'retry-after': 'soon' })),
  acting('status 500', 'server_error', status(500)),
  acting('status 502', 'server_error', status(502)),
  acting('status 503', 'server_error', status(503)),
  acting('a page with 200', 'parse', echo),
  acting('JSON cut off', 'parse', cutOff),
  acting('another encoding', 'parse', encoded('br', Buffer.from('what no one asked for'))),
  acting('a compressed bomb', 'parse', encoded('gzip', gzipSync(Buffer.alloc(300 * 2 ** 20), { level: 1 }))),
  acting('headers of 20 KiB', 'parse', status(200, { 'x-much': 'x'.repeat(20 * 2 ** 10) })),
  acting('a redirect to another host', 'parse', async () => ({
    status: 302,
    headers: { location: `${elsewhere.url}v1/` },
    body: Buffer.alloc(0),
  })),
  harmless('HTTP/1.0', asHttp10),
  harmless('every connection dead after one answer', onceOnly),
  harmless('clock a day behind', dated(-DAY)),
  harmless('clock a day ahead', dated(DAY)),
];

const unreachable: readonly FaultCase[] = [
  {
    name: 'connection refused',
    reason: 'connection',
    ofAddress: true,
    begin: ({ place }) => place().proxy.leave(),
    end: ({ place }) => place().proxy.comeBack(),
  },
  {
    name: 'name not found',
    reason: 'connection',
    ofAddress: true,
    begin({ place }) {
      unknownNames.add(hostOf(place()));
      return reconnect(place());
    },
    end: ({ place }) => unknownNames.delete(hostOf(place())),
  },
];

const ofPalette: readonly FaultCase[] = [
  ...unreachable,
  {
    name: 'black hole',
    reason: 'timeout',
    ofAddress: true,
    begin: ({ place }) => place().proxy.faults.unshift({ act: hanging }),
  },
  {
    name: 'certificate expired',
    reason: 'tls',
    ofAddress: true,
    begin: ({ place }) => reconnect(place(), place().expired),
    end: ({ place }) => reconnect(place()),
  },
  {
    name: 'certificate for another name',
    reason: 'tls',
    ofAddress: true,
    begin: ({ place }) => reconnect(place(), place().misnamed),
    end: ({ place }) => reconnect(place()),
  },
  acting('status 401', 'unauthorized', status(401)),
  {
    name: 'key refused, its file renewed later',
    reason: 'unauthorized',
    begin({ place }) {
      place().goodKey = NEW_KEY;
    },
    end: ({ place }) => writeFileSync(`${folder.path}/${place().name}`, NEW_KEY),
  },
  inList('endless pages', 'timeout', false, pagesWithoutEnd),
  inList('a repeating cursor', 'incomplete', true, sameCursor),
  acting('one byte every five seconds', 'timeout', raw(drip)),
  acting('a body of 300 MB', 'parse', raw(flood)),
  ...answers,
];

const ofSystemConsole: readonly FaultCase[] = [
  acting('black hole behind the same address', 'timeout', hanging),
  acting('one byte every five seconds', 'timeout', raw(drip)),
  acting('a body of 300 MB', 'parse', raw(flood)),
  acting('status 401', 'unauthorized', status(401)),
  ...answers,
];

const loginRefused: FaultCase = {
  name: 'status 401, the login refused too',
  reason: 'unauthorized',
  recovery: LOCKOUT,
  begin: ({ place }) => place().proxy.faults.unshift({ of: (asked) => !isTenant(asked), act: status(401) }),
};

const ofLocalUi: readonly FaultCase[] = [
  ...unreachable,
  {
    name: 'certificate changed, its fingerprint pinned',
    reason: 'tls',
    begin: ({ place }) => reconnect(place(), place().expired),
    end: ({ place }) => reconnect(place()),
  },
  // Before two refused logins, after which no other is sent for a quarter of an hour.
  { ...harmless('session revoked', status(401)), begin: revoke },
  {
    name: 'agent restarted, its sessions lost',
    reason: 'connection',
    begin: ({ place }) => place().proxy.leave(),
    async end(target) {
      await target.place().proxy.comeBack();
      revoke(target);
    },
  },
  acting('status 401', 'unauthorized', status(401)),
  acting('black hole', 'timeout', hanging),
  acting('one byte every five seconds', 'timeout', raw(drip)),
  acting('a body of 300 MB', 'parse', raw(flood)),
  ...answers,
];

type Strike = readonly [Target, FaultCase];

/** What has been done at the address already. */
const NOTHING = { begin: () => undefined, end: () => undefined };

const tenants = PALETTES.map(paletteAt);
const systems = PALETTES.map(systemConsoleAt);
const hosts = HOSTS.map(localUiAt);

/** Each pass strikes every console, with another fault each: what one of them tells is not the other's. */
const passes = [
  ...passesOf(tenants, systems, hosts),
  // The last: until a quarter of an hour after the second try a session that ends is not replaced.
  systems.slice(0, 1).map((system): Strike => [system, loginRefused]),
];

beforeAll(async () => {
  // Retries are spread at random, which would change who is the first to meet a fault.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  putBackTimers = makeDeadlinesVirtual(time.clock);
  makeNamesKnown();
  elsewhere = await startServer(answering(200, '{}'));
  simulator = await startSimulator({ clock: time.clock, palette: { rateLimit: false } });
  for (const name of PALETTES) {
    const place = await openPlace(name, simulator.palette.url);
    place.proxy.faults.push(translationOf(place));
  }
  for (const name of HOSTS) await openPlace(name, hostNamed(name).url);
  folder = await temporaryFolder({
    'ca.pem': [...places.values()]
      .flatMap(shownBy)
      .map(({ pem }) => pem)
      .join('\n'),
    ...Object.fromEntries(PALETTES.map((name) => [name, KEY])),
  });
  exporter = start();
});

afterAll(async () => {
  await exporter.close();
  await Promise.all([...places.values()].map(({ proxy }) => proxy.close()));
  await simulator.close();
  await folder.remove();
  time.end();
  putBackTimers();
  vi.restoreAllMocks();
});

const tables = new Map(['Palette', 'System console', 'Local UI'].map((title) => [title, [] as string[]]));

it.each(passes.map((strikes) => [namesOf(strikes), strikes] as const))(
  'bears and tells: %s',
  async (_, strikes) => {
    await untilWell();
    const struck = strikes.map(([{ source }]) => source);
    lines.length = 0;
    const before = process.memoryUsage.rss();

    for (const [target, fault] of strikes) await fault.begin(target);
    const largest = await pass(LASTS);
    const seen = strikes.map(([target, fault]) => ({
      target,
      fault,
      reasons: new Set(troublesOf(target.source).map(({ reason }) => reason)),
      hasData: target.series?.test(exposition()),
    }));
    const others = troubles((source) => !struck.includes(source));
    for (const [target, fault] of strikes) await heal(target, fault);
    const patience = Math.max(...strikes.map(([, { recovery = RECOVERY }]) => recovery));
    const recovered = await untilWell(patience, struck);
    const unwell = troubles(() => true);

    for (const { target, fault } of seen) {
      tables.get(target.title)?.push(rowOf(target, fault, recovered.get(target.source)));
    }
    expect(others).toEqual([]);
    expect(largest - before).toBeLessThan(MEMORY);
    expect(elsewhere.requests).toEqual([]);
    expect(secretsIn(JSON.stringify(lines) + exposition())).toEqual([]);
    expect(unwell).toEqual([]);
    for (const { target, fault, reasons, hasData } of seen) {
      const { name, isHarmless = false, recovery = RECOVERY } = fault;
      expect(recovered.get(target.source)).toBeLessThanOrEqual(recovery / SECOND);
      expect({ name, levels: told(target).map(({ level }) => level) }).toEqual({
        name,
        levels: isHarmless ? [] : [40, 30],
      });
      if (isHarmless) expect({ name, reasons: [...reasons] }).toEqual({ name, reasons: [] });
      else expect([...reasons]).toContain(fault.reason);
      if (target.series !== undefined) {
        expect({ name, hasData }).toEqual({ name, hasData: fault.hasData ?? isHarmless });
      }
    }
  },
);

/** A login that comes to nothing counts as a try, of which there are two in a quarter of an hour. */
const loggedIn = hosts.map((host) => ({ ...host, of: (asked: Asked) => !isLogin(asked) }));

/** What may be there when the exporter starts: none of it has worked before. */
const coldStarts: readonly (readonly Strike[])[] = [
  [
    strike(tenants[0], ofPalette, 'connection refused'),
    strike(tenants[1], ofPalette, 'certificate expired'),
    strike(hosts[0], ofLocalUi, 'connection refused'),
    strike(hosts[1], ofLocalUi, 'certificate changed, its fingerprint pinned'),
  ],
  [
    strike(tenants[0], ofPalette, 'status 401'),
    strike(systems[0], ofSystemConsole, 'status 403'),
    strike(tenants[1], ofPalette, 'status 404'),
    strike(systems[1], ofSystemConsole, 'status 404'),
    strike(loggedIn[0], ofLocalUi, 'status 403'),
    strike(loggedIn[1], ofLocalUi, 'status 404'),
  ],
  [
    strike(tenants[0], ofPalette, 'status 429, Retry-After: 1e9'),
    strike(systems[0], ofSystemConsole, 'status 500'),
    strike(tenants[1], ofPalette, 'a page with 200'),
    strike(systems[1], ofSystemConsole, 'status 429, Retry-After: 1e9'),
    strike(loggedIn[0], ofLocalUi, 'status 429, Retry-After: 1e9'),
    strike(loggedIn[1], ofLocalUi, 'black hole'),
  ],
];

it.each(coldStarts.map((strikes) => [namesOf(strikes), strikes] as const))(
  'starts although, and has all within two minutes of healing: %s',
  async (_, strikes) => {
    await exporter.close();
    lines.length = 0;
    for (const [target, fault] of strikes) await fault.begin(target);
    exporter = start();
    await pass(LASTS);
    for (const [target, fault] of strikes) await heal(target, fault);
    const rates = PALETTES.map(measureRates);

    await untilWell(RECOVERY);

    expect(troubles(() => true)).toEqual([]);
    for (const most of rates.flatMap((rate) => [...rate()])) expect(most).toEqual(within(most));
    for (const [target, { name }] of strikes) {
      // A console that never had a path may be of an older release, which is told of each.
      if (target.title === 'System console' && name === 'status 404') continue;
      expect({ name, levels: told(target).map(({ level }) => level) }).toEqual({ name, levels: [40, 30] });
    }
  },
);

it('is written down', async () => {
  const head = ['| console | fault | told | seconds to recover | lines |', '|---|---|---|---|---|'];
  const rows = [...tables].flatMap(([title, table]) => table.map((row) => `| ${title} ${row}`));
  await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot(
    'upstream-faults/upstream-faults.md',
  );
});

/**
 * Deals the faults of each kind of console out to all consoles of the kind, until none is left. What strikes the address
 * of a Palette strikes both of its consoles.
 */
function passesOf(
  tenants: readonly Target[],
  systems: readonly Target[],
  hosts: readonly Target[],
): readonly (readonly Strike[])[] {
  const [ofTenants, ofSystems, ofHosts] = [[...ofPalette], [...ofSystemConsole], [...ofLocalUi]];
  const passes: Strike[][] = [];
  const next = (target: Target, faults: FaultCase[]): Strike[] => {
    const fault = faults.shift();
    return fault === undefined ? [] : [[target, fault]];
  };
  while (ofTenants.length + ofSystems.length + ofHosts.length > 0) {
    const strikes = systems.flatMap((system, index) => {
      const own = tenants.slice(index, index + 1).flatMap((tenant) => next(tenant, ofTenants));
      const [first] = own;
      if (first?.[1].ofAddress) return [first, [system, { ...first[1], ...NOTHING }] as const];
      return [...own, ...next(system, ofSystems)];
    });
    passes.push([...strikes, ...hosts.flatMap((host) => next(host, ofHosts))]);
  }
  return passes;
}

function namesOf(strikes: readonly Strike[]): string {
  return strikes.map(([{ source }, { name }]) => `${source}: ${name}`).join('; ');
}

function start(): Exporter {
  return startExporter(config(), { log, clock: time.clock, store: time.watch(createStore()) });
}

function strike(target: Target | undefined, faults: readonly FaultCase[], name: string): Strike {
  const fault = faults.find((one) => one.name === name);
  if (target === undefined || fault === undefined) throw new Error(`there is no fault ${name}`);
  return [target, fault];
}

interface Rate {
  readonly prefix: string;
  readonly inOneSecond: number;
}

/** Counts what a Palette is asked from now on: the most requests on a prefix that came within a second. */
function measureRates(name: string): () => readonly Rate[] {
  const times = new Map<string, number[]>();
  const count = ({ path }: Asked) => {
    const { prefix } = rateLimitOf(path);
    times.set(prefix, [...(times.get(prefix) ?? []), time.clock.now()]);
    return false;
  };
  placeOf(name)().proxy.faults.unshift({ of: count, act: hanging });
  return () =>
    [...times].map(([prefix, asked]) => ({
      prefix,
      inOneSecond: Math.max(
        ...asked.map((at) => asked.filter((one) => at <= one && one < at + SECOND).length),
      ),
    }));
}

/** The rate, or what Palette allows where that is less. */
function within({ prefix, inOneSecond }: Rate): Rate {
  return { prefix, inOneSecond: Math.min(inOneSecond, rateLimitOf(prefix).perSecond) };
}

function told({ source }: Target) {
  return lines.filter((line) => line.source === source);
}

async function heal(target: Target, fault: FaultCase): Promise<void> {
  const place = target.place();
  const { faults } = place.proxy;
  faults.splice(0, faults.length, ...(PALETTES.includes(place.name) ? [translationOf(place)] : []));
  await fault.end?.(target);
}

async function openPlace(name: string, url: string): Promise<Place> {
  const host = `${name}.example.com`;
  const certificate = await createCertificate(host, Date.now() - DAY);
  const place = {
    ...{ name, certificate, goodKey: KEY },
    expired: await createCertificate(host, Date.now() - 3 * 365 * DAY),
    misnamed: await createCertificate('elsewhere.example.com', Date.now() - DAY),
    proxy: await startFaultProxy(url, certificate),
  };
  places.set(name, place);
  return place;
}

function shownBy({ certificate, expired, misnamed }: Place): readonly Certificate[] {
  return [certificate, expired, misnamed];
}

/** The key in the file is one of the test's own. */
function translationOf(place: Place): ProxyFault {
  return {
    of: ({ headers }) => headers.apikey === place.goodKey,
    act: (_, pass) => pass({ apikey: simulator.palette.apiKey }),
  };
}

function hostOf({ name }: Pick<Place, 'name'>): string {
  return `${name}.example.com`;
}

function urlOf(place: Place): string {
  return `https://${hostOf(place)}:${new URL(place.proxy.url).port}`;
}

function hostNamed(name: string): Simulator['localUi'][number] {
  const found = simulator.localUi.find((host) => host.name === name);
  if (found === undefined) throw new Error(`the simulator has no Local UI ${name}`);
  return found;
}

function config() {
  const palette = PALETTES.map((name) => ({
    name,
    url: urlOf(placeOf(name)()),
    apiKeyFile: `${folder.path}/${name}`,
    system: simulator.palette.system,
    budgetShare: 1,
    tls: { caFile: `${folder.path}/ca.pem` },
  }));
  const localUi = simulator.localUi.map(({ name, url, username, password, pinSha256 }) => {
    const place = places.get(name);
    const behind = { url: place ? urlOf(place) : url, pin: place?.certificate.pinSha256 ?? pinSha256 };
    return { name, username, password, url: behind.url, tls: { pinSha256: behind.pin } };
  });
  return parseConfig({ palette, localUi }, 'test');
}

function troubles(isMeant: (source: string) => boolean) {
  return exporter
    .status()
    .filter(({ source, reason }) => isMeant(source) && reason !== 'ok')
    .map(({ source, collector, reason }) => ({ source, collector, reason }));
}

function troublesOf(source: string) {
  return troubles((name) => name === source);
}

/** The largest resident size on the way, in bytes. */
async function pass(milliseconds: number): Promise<number> {
  let largest = 0;
  for (let passed = 0; passed < milliseconds; passed += 5 * SECOND) {
    await time.advance(5 * SECOND);
    largest = Math.max(largest, process.memoryUsage.rss());
  }
  return largest;
}

/**
 * Until every collector of every source is well, so many milliseconds at most.
 *
 * @returns after how many seconds each of those sources was
 */
async function untilWell(longest = 15 * MINUTE, sources: readonly string[] = []) {
  const recovered = new Map<string, number>();
  for (let passed = 0; ; passed += 5 * SECOND) {
    for (const source of sources) {
      if (troublesOf(source).length > 0) recovered.delete(source);
      else if (!recovered.has(source)) recovered.set(source, passed / SECOND);
    }
    if (passed >= longest || troubles(() => true).length === 0) return recovered;
    await time.advance(5 * SECOND);
  }
}

function exposition(): string {
  return bodyOf(exporter.store.response({ format: 'text', gzip: false })).toString('utf8');
}

function secretsIn(text: string): readonly string[] {
  const { apiKey, system } = simulator.palette;
  const passwords = simulator.localUi.map(({ password }) => password);
  return [KEY, NEW_KEY, apiKey, system.password, ...passwords].filter((secret) => text.includes(secret));
}

function rowOf(target: Target, { name, reason, isHarmless }: FaultCase, seconds: number | undefined): string {
  const { place, source } = target;
  const [first] = told(target);
  const words = (first?.msg ?? '')
    .replaceAll(new RegExp(`(?<=https://)${hostOf(place())}:\\d+`, 'g'), 'ADDRESS')
    .replaceAll(new RegExp(`"${source.split('/')[0]}"`, 'g'), 'NAME')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'FINGERPRINT')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(`${folder.path}/${place().name}`, 'FILE')
    .replaceAll(/(?<=answered )\d+(?= bytes)/g, 'N')
    .replaceAll('|', '\\|');
  const recovery = isHarmless ? '' : `≤ ${classOf(seconds)} s`;
  return `| ${name} | \`${reason}\` ${words} | ${recovery} | ${told(target).length} |`;
}

function classOf(seconds = Number.POSITIVE_INFINITY): number {
  return [...CLASSES, LOCKOUT / SECOND].find((most) => seconds <= most) ?? Number.NaN;
}

/** Whoever is connected must connect again. */
async function reconnect({ proxy }: Place, shown?: Certificate): Promise<void> {
  await proxy.leave();
  await proxy.comeBack(shown);
}

/** The names of the test lead to loopback; all others are looked up as ever. */
function makeNamesKnown(): void {
  const real = dns.lookup as unknown as (...given: unknown[]) => void;
  const lookup = (name: string, ...given: unknown[]) => {
    if (!name.endsWith('.example.com')) return real(name, ...given);
    const done = given.at(-1) as (...answer: unknown[]) => void;
    const syscall = 'getaddrinfo';
    const unknown = Object.assign(new Error(`${syscall} ENOTFOUND ${name}`), { code: 'ENOTFOUND', syscall });
    setImmediate(() => {
      if (unknownNames.has(name)) done(unknown);
      else if ((given[0] as dns.LookupOptions).all) done(null, [{ address: '127.0.0.1', family: 4 }]);
      else done(null, '127.0.0.1', 4);
    });
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as typeof dns.lookup);
}

/** Sockets that get a byte now and then, all at the same time. */
const dripping = new Set<Socket>();

function drip(socket: Socket): void {
  socket.write(`${HEAD}content-length: 9999\r\n\r\n`);
  socket.once('close', () => dripping.delete(socket));
  dripping.add(socket);
  if (dripping.size === 1) void dripAll();
}

async function dripAll(): Promise<void> {
  while (dripping.size > 0) {
    await time.clock.sleep(5 * SECOND);
    for (const socket of dripping) if (!socket.destroyed) socket.write(' ');
  }
}

async function asHttp10(_: Asked, pass: Parameters<ProxyFault['act']>[1]) {
  const { status: code, headers, body } = await pass(tenantKey(_));
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (socket: Socket) =>
    void socket.end(Buffer.concat([Buffer.from(`HTTP/1.0 ${code} X\r\n${head.join('')}\r\n`), body]));
}

/** As behind a firewall that forgets connections: the next request on one that was kept alive is reset. */
async function onceOnly(asked: Asked, pass: Parameters<ProxyFault['act']>[1]) {
  return asked.isReused ? 'reset' : pass(tenantKey(asked));
}

function dated(by: number): ProxyFault['act'] {
  return async (asked, pass) => {
    const reply = await pass(tenantKey(asked));
    return { ...reply, headers: { ...reply.headers, date: new Date(time.clock.now() + by).toUTCString() } };
  };
}

function tenantKey(asked: Asked): Record<string, string> {
  return isTenant(asked) ? { apikey: simulator.palette.apiKey } : {};
}

function harmless(name: string, act: ProxyFault['act']): FaultCase {
  return { ...acting(name, 'ok', act), isHarmless: true };
}

function inList(name: string, reason: string, hasData: boolean, act: ProxyFault['act']): FaultCase {
  return {
    ...{ name, reason, hasData },
    begin: ({ place, list = '' }) => place().proxy.faults.unshift({ of: list, act }),
  };
}

function breakOff(socket: Socket): void {
  socket.write(PART, () => socket.destroy());
}

function resetOff(socket: Socket, reset: () => void): void {
  socket.write(PART, reset);
}

async function cutOff(asked: Asked, pass: Parameters<ProxyFault['act']>[1]) {
  const reply = await pass(tenantKey(asked));
  return { ...reply, body: reply.body.subarray(0, reply.body.length / 2) };
}

function encoded(encoding: string, body: Buffer): ProxyFault['act'] {
  return async () => ({ status: 200, headers: { 'content-encoding': encoding }, body });
}

/** Three hundred megabytes, as fast as they are taken. */
function flood(socket: Socket): void {
  const chunk = Buffer.alloc(2 ** 20, ' ');
  let left = 300;
  socket.write(`${HEAD}content-length: ${left * chunk.length}\r\n\r\n`);
  const go = () => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('drain', go).on('error', () => undefined);
  go();
}

/** Whoever is logged in is not any more; a new login holds. */
function revoke({ place }: Target): void {
  const { proxy } = place();
  const issued = new Set(proxy.asked.flatMap(({ headers }) => headers.authorization ?? []));
  expect(issued.size).toBeGreaterThan(0);
  proxy.faults.unshift({
    of: ({ headers }) => issued.has(headers.authorization ?? ''),
    act: status(401),
  });
}

/** Every page has rows that no page before had, and a cursor to the next. */
async function pagesWithoutEnd(asked: Asked, pass: Parameters<ProxyFault['act']>[1]) {
  const reply = await firstPageFor(asked, pass);
  const page = JSON.parse(reply.body.toString()) as { items?: { metadata: { uid: string } }[] };
  if (page.items === undefined) return reply;
  pageNumber += 1;
  const items = page.items.map((item) => ({
    ...item,
    metadata: { ...item.metadata, uid: `${item.metadata.uid}-${pageNumber}` },
  }));
  return { ...reply, body: Buffer.from(JSON.stringify({ items, listmeta: { continue: `c${pageNumber}` } })) };
}

/** Palette knows none of the cursors that these faults make: its first page stands for all. */
async function firstPageFor(asked: Asked, pass: Parameters<ProxyFault['act']>[1]): Promise<Reply> {
  if (firstPage === undefined || !asked.query.has('continue')) firstPage = await pass(tenantKey(asked));
  return firstPage;
}

/** The cursor of the first page leads to the first page. */
async function sameCursor(asked: Asked, pass: Parameters<ProxyFault['act']>[1]) {
  const reply = await firstPageFor(asked, pass);
  const page = JSON.parse(reply.body.toString());
  const body = { ...page, listmeta: { ...page.listmeta, continue: 'the-same', count: 999 } };
  return { ...reply, body: Buffer.from(JSON.stringify(body)) };
}

import dns from 'node:dns';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import { createStore } from '../../exporter/exposition/store.ts';
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
const LASTS = 7 * MINUTE;
/** Two intervals of a minute. */
const RECOVERY = 2 * MINUTE;
/** Bytes by which the process may grow: some answers of the largest size that is read, 16 MiB. */
const MEMORY = 250 * 2 ** 20;

const PALETTE = 'palette.example.com';
const HOST = 'host.example.com';
const KEY = 'the-key-of-the-test';
const NEW_KEY = 'the-new-key-of-the-test';

const time = createVirtualTime(Date.parse('2026-11-22T09:00:00Z'));
const { log, lines } = recordLog();
const unknownNames = new Set<string>();
let certificate: Certificate;
let expired: Certificate;
let misnamed: Certificate;
let folder: Folder;
let simulator: Simulator;
let paletteProxy: FaultProxy;
let hostProxy: FaultProxy;
let elsewhere: Awaited<ReturnType<typeof startServer>>;
let exporter: Exporter;
let host = '';
/** The key that the Palette of the test takes. */
let goodKey = KEY;
let pageNumber = 0;
let firstPage: Reply | undefined;
let putBackTimers: () => void;

/** A console behind a proxy. */
interface Target {
  readonly title: string;
  readonly source: () => string;
  readonly name: string;
  readonly proxy: () => FaultProxy;
  readonly of: (asked: Asked) => boolean;
  /** A series that is gone when its data have ended; absent: not looked at. */
  readonly series?: RegExp;
  /** Where a list with pages is asked for. */
  readonly list?: string;
}

/** The tenant console is asked with a key, the system console with the session of an administrator. */
const isTenant = ({ headers }: Asked) => headers.apikey !== undefined;

const palette: Target = {
  title: 'Palette',
  source: () => 'pma',
  name: PALETTE,
  proxy: () => paletteProxy,
  of: isTenant,
  series: /^palette_cluster_info\{/m,
  list: '/v1/dashboard/spectroclusters/search',
};

const systemConsole: Target = {
  title: 'System console',
  source: () => 'pma/system',
  name: PALETTE,
  proxy: () => paletteProxy,
  // Its logins are left alone: two of them refused suspend the administrator, which has tests of its own.
  of: (asked) => !isTenant(asked) && !asked.path.endsWith('/syslogin'),
};

const localUi: Target = {
  title: 'Local UI',
  source: () => host,
  name: HOST,
  proxy: () => hostProxy,
  of: () => true,
};

interface FaultCase {
  readonly name: string;
  readonly reason: string;
  /** Of a whole address: both consoles of the Palette are away with it. */
  readonly ofAddress?: boolean;
  /** Nothing fails: the answers hold. */
  readonly isHarmless?: boolean;
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
  (write: (socket: Socket) => void): ProxyFault['act'] =>
  async () =>
    write;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

function acting(name: string, reason: string, act: ProxyFault['act']): FaultCase {
  return { name, reason, begin: ({ proxy, of }) => proxy().faults.unshift({ of, act }) };
}

/** What is one kind of failure of all consoles. */
const answers: readonly FaultCase[] = [
  acting('broken off in the body', 'connection', raw(breakOff)),
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
  acting('a compressed bomb', 'parse', encoded('gzip', gzipSync(Buffer.alloc(300 * 2 ** 20)))),
  acting('headers of 20 KiB', 'parse', status(200, { 'x-much': 'x'.repeat(20 * 2 ** 10) })),
  acting('a redirect to another host', 'parse', async () => ({
    status: 302,
    headers: { location: `${elsewhere.url}v1/` },
    body: Buffer.alloc(0),
  })),
  harmless('HTTP/1.0', asHttp10),
  harmless('clock a day behind', dated(-DAY)),
  harmless('clock a day ahead', dated(DAY)),
];

const unreachable: readonly FaultCase[] = [
  {
    name: 'connection refused',
    reason: 'connection',
    ofAddress: true,
    begin: ({ proxy }) => proxy().leave(),
    end: ({ proxy }) => proxy().comeBack(),
  },
  {
    name: 'name not found',
    reason: 'connection',
    ofAddress: true,
    begin({ name, proxy }) {
      unknownNames.add(name);
      return reconnect(proxy());
    },
    end: ({ name }) => unknownNames.delete(name),
  },
];

const ofPalette: readonly FaultCase[] = [
  ...unreachable,
  {
    name: 'black hole',
    reason: 'timeout',
    ofAddress: true,
    begin: ({ proxy }) => proxy().faults.unshift({ act: hanging }),
  },
  {
    name: 'certificate expired',
    reason: 'tls',
    ofAddress: true,
    begin: ({ proxy }) => reconnect(proxy(), expired),
    end: ({ proxy }) => reconnect(proxy()),
  },
  {
    name: 'certificate for another name',
    reason: 'tls',
    ofAddress: true,
    begin: ({ proxy }) => reconnect(proxy(), misnamed),
    end: ({ proxy }) => reconnect(proxy()),
  },
  acting('status 401', 'unauthorized', status(401)),
  {
    name: 'key refused, its file renewed later',
    reason: 'unauthorized',
    begin() {
      goodKey = NEW_KEY;
    },
    end: () => writeFileSync(`${folder.path}/key`, NEW_KEY),
  },
  inList('endless pages', 'timeout', false, pagesWithoutEnd),
  inList('a repeating cursor', 'incomplete', true, sameCursor),
  ...answers,
];

/**
 * A console that answers 404 is one whose release has fewer paths, as its session tells. What 429 says of a pause holds
 * for the whole address, so that the tenant console shows it.
 */
const ofSystemConsole = answers.filter(({ name }) => !/Retry-After|40[45]$/.test(name));

const ofLocalUi: readonly FaultCase[] = [
  ...unreachable,
  {
    name: 'certificate changed, its fingerprint pinned',
    reason: 'tls',
    begin: ({ proxy }) => reconnect(proxy(), expired),
    end: ({ proxy }) => reconnect(proxy()),
  },
  // Before two refused logins, after which no other is sent for a quarter of an hour.
  { ...harmless('session revoked', status(401)), begin: revoke },
  acting('status 401', 'unauthorized', status(401)),
  acting('black hole', 'timeout', hanging),
  acting('one byte every five seconds', 'timeout', raw(drip)),
  acting('a body of 300 MB', 'parse', raw(flood)),
  ...answers,
];

type Strike = readonly [Target, FaultCase];

/** Each pass strikes every console, with another fault each: what one of them tells is not the other's. */
const passes = passesOf(ofPalette, ofSystemConsole, ofLocalUi);

beforeAll(async () => {
  // Retries are spread at random, which would change who is the first to meet a fault.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  putBackTimers = makeDeadlinesVirtual(time.clock);
  makeNamesKnown();
  certificate = await createCertificate(PALETTE, Date.now() - DAY);
  expired = await createCertificate(PALETTE, Date.now() - 3 * 365 * DAY);
  misnamed = await createCertificate('other.example.com', Date.now() - DAY);
  elsewhere = await startServer(answering(200, '{}'));
  folder = await temporaryFolder({
    'ca.pem': [certificate, expired, misnamed].map(({ pem }) => pem).join('\n'),
    key: KEY,
  });
  simulator = await startSimulator({ clock: time.clock, palette: { rateLimit: false } });
  paletteProxy = await startFaultProxy(simulator.palette.url, certificate);
  const [first, ...others] = simulator.localUi;
  if (first === undefined) throw new Error('the simulator has no Local UI');
  host = first.name;
  hostProxy = await startFaultProxy(first.url, certificate);
  exporter = startExporter(configOf(first, others), {
    log,
    clock: time.clock,
    store: time.watch(createStore()),
  });
});

afterAll(async () => {
  await exporter.close();
  await Promise.all([paletteProxy.close(), hostProxy.close(), simulator.close()]);
  await folder.remove();
  time.end();
  putBackTimers();
  vi.restoreAllMocks();
});

const tables = new Map([palette, systemConsole, localUi].map(({ title }) => [title, [] as string[]]));

it.each(passes.map((strikes) => [namesOf(strikes), strikes] as const))(
  'bears and tells: %s',
  async (_, strikes) => {
    await untilWell();
    const struck = strikes.flatMap((strike) => sourcesOf(...strike));
    lines.length = 0;
    const before = process.memoryUsage().rss;

    for (const [target, fault] of strikes) await fault.begin(target);
    const largest = await pass(LASTS);
    const seen = strikes.map(([target, fault]) => ({
      target,
      fault,
      reasons: new Set(troubles((source) => source === target.source()).map(({ reason }) => reason)),
      hasData: target.series?.test(exposition()),
      shown: lines.find(({ source }) => source === target.source())?.msg,
    }));
    const others = troubles((source) => !struck.includes(source));
    paletteProxy.faults.splice(0, paletteProxy.faults.length, TRANSLATION);
    hostProxy.faults.length = 0;
    for (const [target, fault] of strikes) await fault.end?.(target);
    await untilWell(RECOVERY);
    const unwell = troubles(() => true);

    for (const { target, fault, shown } of seen)
      tables.get(target.title)?.push(rowOf(fault, told(target), shown));
    expect(others).toEqual([]);
    expect(largest - before).toBeLessThan(MEMORY);
    expect(elsewhere.requests).toEqual([]);
    expect(secretsIn(JSON.stringify(lines) + exposition())).toEqual([]);
    expect(unwell).toEqual([]);
    for (const { target, fault, reasons, hasData } of seen) {
      const { name, isHarmless = false } = fault;
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

it('is written down', async () => {
  const head = ['| console | fault | told | recovers within | lines |', '|---|---|---|---|---|'];
  const rows = [...tables].flatMap(([title, table]) => table.map((row) => `| ${title} ${row}`));
  await expect(`${[...head, ...rows].join('\n')}\n`).toMatchFileSnapshot(
    'upstream-faults/upstream-faults.md',
  );
});

function passesOf(...columns: readonly [typeof ofPalette, typeof ofPalette, typeof ofPalette]) {
  const [tenant, system, hosts] = columns.map((column) => [...column]);
  const strikes: Strike[][] = [];
  for (;;) {
    const atPalette = tenant?.shift();
    const atSystem = atPalette?.ofAddress ? undefined : system?.shift();
    const atHost = hosts?.shift();
    const all = [
      [palette, atPalette],
      [systemConsole, atSystem],
      [localUi, atHost],
    ] as const;
    const some = all.flatMap(([target, fault]) => (fault === undefined ? [] : [[target, fault] as const]));
    if (some.length === 0) return strikes;
    strikes.push(some);
  }
}

function namesOf(strikes: readonly Strike[]): string {
  return strikes.map(([{ title }, { name }]) => `${title}: ${name}`).join('; ');
}

function told(target: Target) {
  return lines.filter(({ source }) => source === target.source());
}

/** The key in the file is one of the test's own. */
const TRANSLATION: ProxyFault = {
  of: ({ headers }) => headers.apikey === goodKey,
  act: (_, pass) => pass({ apikey: simulator.palette.apiKey }),
};

function configOf(first: Simulator['localUi'][number], others: Simulator['localUi']) {
  const named = (proxy: FaultProxy, name: string) => `https://${name}:${new URL(proxy.url).port}`;
  paletteProxy.faults.push(TRANSLATION);
  return parseConfig(
    {
      palette: [
        {
          name: 'pma',
          url: named(paletteProxy, PALETTE),
          apiKeyFile: `${folder.path}/key`,
          system: simulator.palette.system,
          budgetShare: 1,
          tls: { caFile: `${folder.path}/ca.pem` },
        },
      ],
      localUi: [{ ...first, url: named(hostProxy, HOST), pinSha256: certificate.pinSha256 }, ...others].map(
        ({ name, url, username, password, pinSha256 }) => ({
          ...{ name, url, username, password },
          tls: { pinSha256 },
        }),
      ),
    },
    'test',
  );
}

function sourcesOf(target: Target, { ofAddress }: FaultCase): readonly string[] {
  return ofAddress && target === palette ? ['pma', 'pma/system'] : [target.source()];
}

function troubles(isMeant: (source: string) => boolean) {
  return exporter
    .status()
    .filter(({ source, reason }) => isMeant(source) && reason !== 'ok')
    .map(({ source, collector, reason }) => ({ source, collector, reason }));
}

/** The largest resident size on the way, in bytes. */
async function pass(milliseconds: number): Promise<number> {
  let largest = 0;
  for (let passed = 0; passed < milliseconds; passed += 5 * SECOND) {
    await time.advance(5 * SECOND);
    largest = Math.max(largest, process.memoryUsage().rss);
  }
  return largest;
}

/** Until every collector of every source is well, so many milliseconds at most. */
async function untilWell(longest = 15 * MINUTE): Promise<void> {
  for (let passed = 0; passed < longest && troubles(() => true).length > 0; passed += 5 * SECOND) {
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

function rowOf(
  { name, reason, isHarmless }: FaultCase,
  told: readonly unknown[],
  shown: string | undefined,
): string {
  const words = (shown ?? '')
    .replaceAll(/(?<=example\.com):\d+/g, '')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'FINGERPRINT')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(folder.path, 'FOLDER')
    .replaceAll('|', '\\|');
  const recovery = isHarmless ? '' : `${RECOVERY / SECOND} s`;
  return `| ${name} | \`${reason}\` ${words} | ${recovery} | ${told.length} |`;
}

/** Whoever is connected must connect again. */
async function reconnect(proxy: FaultProxy, shown?: Certificate): Promise<void> {
  await proxy.leave();
  await proxy.comeBack(shown);
}

/** The names of the test lead to loopback; all others are looked up as ever. */
function makeNamesKnown(): void {
  const real = dns.lookup as unknown as (...given: unknown[]) => void;
  const lookup = (name: string, ...given: unknown[]) => {
    if (name !== PALETTE && name !== HOST) return real(name, ...given);
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
    begin: ({ proxy, list = '' }) => proxy().faults.unshift({ of: list, act }),
  };
}

function breakOff(socket: Socket): void {
  socket.write(`${HEAD}content-length: 9999\r\n\r\n{"items":[`, () => socket.destroy());
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
function revoke({ proxy }: Target): void {
  const issued = new Set(proxy().asked.flatMap(({ headers }) => headers.authorization ?? []));
  expect(issued.size).toBeGreaterThan(0);
  proxy().faults.unshift({
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

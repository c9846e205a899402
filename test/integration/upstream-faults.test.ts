import dns from 'node:dns';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
  startFaultProxy,
} from '../kit/fault-proxy.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { recordLog } from '../kit/record-log.ts';
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

const time = createVirtualTime(Date.parse('2026-11-22T09:00:00Z'));
const { log, lines } = recordLog();
const unknownNames = new Set<string>();
let certificate: Certificate;
let expired: Certificate;
let folder: Folder;
let simulator: Simulator;
let paletteProxy: FaultProxy;
let hostProxy: FaultProxy;
let elsewhere: Awaited<ReturnType<typeof startServer>>;
let exporter: Exporter;
let host = '';

/** A console behind a proxy. */
interface Target {
  readonly title: string;
  readonly source: () => string;
  readonly name: string;
  readonly proxy: () => FaultProxy;
  readonly of: (asked: Asked) => boolean;
  /** A series that is gone when its data have ended; absent: not looked at. */
  readonly series?: RegExp;
}

/** The tenant console is asked with a key, the system console with the session of an administrator. */
const isTenant = ({ headers }: Asked) => headers.apikey !== undefined;

const targets: readonly Target[] = [
  {
    title: 'Palette',
    source: () => 'pma',
    name: PALETTE,
    proxy: () => paletteProxy,
    of: isTenant,
    series: /^palette_cluster_info\{/m,
  },
  {
    title: 'Local UI',
    source: () => host,
    name: HOST,
    proxy: () => hostProxy,
    of: () => true,
  },
];

interface FaultCase {
  readonly name: string;
  readonly reason: string;
  /** Of a whole address: both consoles of the Palette are away with it. */
  readonly ofAddress?: boolean;
  /** Titles of the targets that it is for; absent: all. */
  readonly only?: readonly string[];
  /** Nothing fails: the answers hold. */
  readonly isHarmless?: boolean;
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

const OF_HOST = ['Local UI'];
const onHost = (fault: FaultCase): FaultCase => ({ ...fault, only: OF_HOST });

const cases: readonly FaultCase[] = [
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
  {
    name: 'certificate expired',
    reason: 'tls',
    ofAddress: true,
    only: ['Palette'],
    begin: ({ proxy }) => reconnect(proxy(), expired),
    end: ({ proxy }) => reconnect(proxy()),
  },
  {
    name: 'certificate changed, its fingerprint pinned',
    reason: 'tls',
    only: OF_HOST,
    begin: ({ proxy }) => reconnect(proxy(), expired),
    end: ({ proxy }) => reconnect(proxy()),
  },
  onHost(acting('black hole', 'timeout', hanging)),
  onHost(acting('one byte a second', 'timeout', raw(drip))),
  onHost(acting('status 429', 'rate_limited', status(429))),
  onHost(acting('status 429, Retry-After: 30', 'rate_limited', status(429, { 'retry-after': '30' }))),
  onHost(
    acting(
      'status 429, Retry-After: a date',
      'rate_limited',
      status(429, { 'retry-after': 'Sun, 22 Nov 2026 23:00:00 GMT' }),
    ),
  ),
  onHost(
    acting('status 429, Retry-After: 1e9', 'rate_limited', status(429, { 'retry-after': '1000000000' })),
  ),
  onHost(acting('status 429, Retry-After: -5', 'rate_limited', status(429, { 'retry-after': '-5' }))),
  onHost(acting('status 429, Retry-After: soon', 'rate_limited', status(429, { 'retry-after': 'soon' }))),
  onHost(acting('status 500', 'server_error', status(500))),
  onHost(acting('status 502', 'server_error', status(502))),
  acting('status 503', 'server_error', status(503)),
  acting('a page with 200', 'parse', echo),
  onHost(
    acting('a redirect to another host', 'parse', async () => ({
      status: 302,
      headers: { location: `${elsewhere.url}v1/` },
      body: Buffer.alloc(0),
    })),
  ),
  onHost({ ...acting('HTTP/1.0', 'ok', asHttp10), isHarmless: true }),
  onHost({ ...acting('clock a day behind', 'ok', dated(-DAY)), isHarmless: true }),
  onHost({ ...acting('clock a day ahead', 'ok', dated(DAY)), isHarmless: true }),
];

beforeAll(async () => {
  makeTimeoutsVirtual();
  makeNamesKnown();
  certificate = await createCertificate(PALETTE, Date.now() - DAY);
  expired = await createCertificate(PALETTE, Date.now() - 3 * 365 * DAY);
  folder = await temporaryFolder({
    'ca.pem': [certificate, expired].map(({ pem }) => pem).join('\n'),
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
  vi.restoreAllMocks();
});

beforeEach(async () => {
  elsewhere = await startServer(answering(200, '{}'));
});

describe.each(targets.map((target) => [target.title, target] as const))('%s', (_, target) => {
  const table: string[] = [];
  const fitting = cases.filter(({ only }) => only?.includes(target.title) ?? true);

  it.each(fitting.map((fault) => [fault.name, fault] as const))('bears and tells: %s', async (_, fault) => {
    await untilWell();
    const struck = sourcesOf(target, fault);
    const isStruck = (source: unknown) => struck.includes(String(source));
    lines.length = 0;
    const before = process.memoryUsage().rss;

    await fault.begin(target);
    const largest = await pass(LASTS);
    const reasons = new Set(troubles(isStruck).map(({ reason }) => reason));
    const others = troubles((source) => !isStruck(source));
    const hasData = target.series?.test(exposition()) ?? fault.isHarmless === true;
    const shown = lines.filter(({ source }) => isStruck(source));
    paletteProxy.faults.splice(0, paletteProxy.faults.length, TRANSLATION);
    hostProxy.faults.length = 0;
    await fault.end?.(target);
    const seconds = await untilWell();
    const told = lines.filter(({ source }) => source === target.source());

    table.push(
      rowOf(
        fault,
        told.map((line) => line.msg),
        shown.map(({ msg }) => msg)[0],
      ),
    );
    expect(others).toEqual([]);
    expect(largest - before).toBeLessThan(MEMORY);
    expect(elsewhere.requests).toEqual([]);
    expect(secretsIn(JSON.stringify(lines) + exposition())).toEqual([]);
    expect(hasData).toBe(fault.isHarmless === true);
    expect(seconds).toBeLessThanOrEqual(RECOVERY / SECOND);
    if (fault.isHarmless) expect([...reasons, ...told]).toEqual([]);
    else {
      expect([...reasons]).toContain(fault.reason);
      expect(told.map(({ level }) => level)).toEqual([40, 30]);
    }
  });

  it('is written down', async () => {
    const head = ['| fault | told | lines |', '|---|---|---|'];
    const text = `${[...head, ...table].join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(
      `upstream-faults/${target.title.toLowerCase().replaceAll(' ', '-')}.md`,
    );
  });
});

/** The key in the file is one of the test's own. */
const TRANSLATION: ProxyFault = {
  of: ({ headers }) => headers.apikey === KEY,
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
  return ofAddress && target.title === 'Palette' ? ['pma', 'pma/system'] : [target.source()];
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

/** Seconds until every collector of every source is well. */
async function untilWell(): Promise<number> {
  let seconds = 0;
  while (troubles(() => true).length > 0 && seconds < 15 * 60) {
    await time.advance(5 * SECOND);
    seconds += 5;
  }
  return seconds;
}

function exposition(): string {
  return bodyOf(exporter.store.response({ format: 'text', gzip: false })).toString('utf8');
}

function secretsIn(text: string): readonly string[] {
  const { apiKey, system } = simulator.palette;
  const passwords = simulator.localUi.map(({ password }) => password);
  return [KEY, apiKey, system.password, ...passwords].filter((secret) => text.includes(secret));
}

function rowOf({ name, reason }: FaultCase, told: readonly string[], shown: string | undefined): string {
  const words = (shown ?? '')
    .replaceAll(/(?<=example\.com):\d+/g, '')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'FINGERPRINT')
    .replaceAll('|', '\\|');
  return `| ${name} | \`${reason}\` ${words} | ${told.length} |`;
}

/** Whoever is connected must connect again. */
async function reconnect(proxy: FaultProxy, shown?: Certificate): Promise<void> {
  await proxy.leave();
  await proxy.comeBack(shown);
}

/** The deadlines of requests are those of real time; here they pass with the time of the test. */
function makeTimeoutsVirtual(): void {
  const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
  const pending = new WeakMap<object, AbortController>();
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((work: () => void, delay = 0, ...rest: []) => {
    if (delay !== 10 * SECOND && delay !== 30 * SECOND) return real.set(work, delay, ...rest);
    const handle = real.set(() => undefined, 0);
    const controller = new AbortController();
    pending.set(handle, controller);
    time.clock.sleep(delay, controller.signal).then(work, () => undefined);
    return handle;
  }) as typeof setTimeout);
  vi.spyOn(globalThis, 'clearTimeout').mockImplementation((handle) => {
    if (typeof handle === 'object') pending.get(handle)?.abort();
    real.clear(handle);
  });
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

function drip(socket: Socket): void {
  socket.write(`${HEAD}content-length: 9999\r\n\r\n`);
  void (async () => {
    while (!socket.destroyed) {
      await time.clock.sleep(SECOND);
      if (!socket.destroyed) socket.write(' ');
    }
  })();
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

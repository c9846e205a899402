import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type RequestListener, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { listen } from '../../exporter/simulator/listen.ts';
import type { Certificate } from '../../exporter/simulator/server-certificate.ts';
import { isLostConnection } from '../../exporter/sources/http-failure.ts';

/** Stands on a socket of its own before a server, passes everything, and misbehaves as a test says. */
export interface FaultProxy {
  readonly url: string;
  /** What was asked, oldest first. */
  readonly asked: readonly Asked[];
  /** The first one that matches a request applies; push to it, and empty it again. */
  readonly faults: ProxyFault[];
  /** Stops listening and breaks what is connected. */
  leave(): Promise<void>;
  /** Listens at the same address again, with another certificate where one is given. */
  comeBack(certificate?: Certificate): Promise<void>;
  close(): Promise<void>;
}

export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** UID in the header `ProjectUid`. */
  readonly project: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Another request came over the same connection before. */
  readonly isReused: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ProxyFault {
  /** A path, a pattern for it, or any test of a request; absent: every request. */
  readonly of?: string | RegExp | ((asked: Asked) => boolean);
  /** How often it happens before it wears off; absent: until it is removed. */
  times?: number;
  /**
   * What comes back instead: an answer, a connection that is reset, one on which nothing comes, or bytes that are no
   * whole answer, which a function writes to the socket, and may then reset it below TLS.
   *
   * @param pass asks the server behind, as often as it is called, with other headers than those asked with if told
   */
  readonly act: (asked: Asked, pass: Pass) => Promise<Reply | 'reset' | 'hang' | Writing>;
}

type Writing = (socket: Socket, reset: () => void) => void;

type Pass = (headers?: Readonly<Record<string, string>>) => Promise<Reply>;

/**
 * @param target of the server behind; it may sign its own certificate
 * @param certificate with it the proxy speaks TLS
 */
export async function startFaultProxy(target: string, certificate?: Certificate): Promise<FaultProxy> {
  const upstream = new Agent({ connect: { rejectUnauthorized: false } });
  const asked: Asked[] = [];
  const faults: ProxyFault[] = [];
  const connections = watchConnections();
  const used = new WeakSet<Socket>();

  const serve: RequestListener = async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url ?? '/', target);
    const headers = plain(incoming.headers);
    const { method = 'GET' } = incoming;
    const question = {
      method,
      path: url.pathname,
      query: url.searchParams,
      project: headers.projectuid,
      headers,
      body: Buffer.concat(chunks),
      isReused: used.has(incoming.socket),
    };
    used.add(incoming.socket);
    asked.push(question);
    const pass: Pass = (headers = {}) =>
      ask({ ...question, headers: { ...question.headers, ...headers } }, url, upstream);
    const reply = await (fault(question)?.act(question, pass) ?? pass()).catch(asBroken);
    if (reply === 'reset') connections.reset(incoming.socket);
    else if (typeof reply === 'function') reply(incoming.socket, () => connections.reset(incoming.socket));
    else if (reply !== 'hang') {
      response.writeHead(reply.status, STATUS_CODES[reply.status] ?? '', reply.headers).end(reply.body);
    }
  };

  function fault(question: Asked): ProxyFault | undefined {
    const found = faults.find(({ of, times = 1 }) => times > 0 && matches(of, question));
    if (found?.times !== undefined) found.times -= 1;
    return found;
  }

  let listening = await listen(serve, {}, certificate);
  const { url } = listening;
  return {
    url,
    asked,
    faults,
    leave: () => listening.close(),
    async comeBack(other = certificate) {
      listening = await listen(serve, { port: Number(new URL(url).port) }, other);
    },
    async close() {
      await listening.close();
      await upstream.close();
      connections.end();
    },
  };
}

/** Changes the JSON of an answer. */
export function rewriting(change: (body: unknown, asked: Asked) => unknown): ProxyFault['act'] {
  return async (asked, pass) => {
    const reply = await pass();
    const body = Buffer.from(JSON.stringify(change(JSON.parse(reply.body.toString('utf8')), asked)));
    return { ...reply, body };
  };
}

/** Answers itself; the server behind is not asked. */
export function answeringWith(
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): ProxyFault['act'] {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return async () => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(text),
  });
}

/** Does something before the answer is made: adds a row to the world, or takes one away. */
export function before(happens: (asked: Asked) => void): ProxyFault['act'] {
  return (asked, pass) => {
    happens(asked);
    return pass();
  };
}

/** Passes the answer so many milliseconds late. */
export function late(milliseconds: number): ProxyFault['act'] {
  return async (_asked, pass) => {
    await sleep(milliseconds);
    return pass();
  };
}

/** Breaks the connection without an answer. */
export const resetting: ProxyFault['act'] = async () => 'reset';

/** Takes the request and never answers it. */
export const hanging: ProxyFault['act'] = async () => 'hang';

function matches(of: ProxyFault['of'], asked: Asked): boolean {
  if (of === undefined) return true;
  if (typeof of === 'string') return of === asked.path;
  return of instanceof RegExp ? of.test(asked.path) : of(asked);
}

/** What the server behind breaks off is broken off here too. */
function asBroken(error: unknown): 'reset' {
  if (isLostConnection(error)) return 'reset';
  throw error;
}

/** TLS hides the connection that it goes over, and only that one can be reset. */
function watchConnections() {
  const open = new Map<string, Socket>();
  const keyOf = ({ localPort, remotePort }: Socket) => `${localPort} ${remotePort}`;
  const opened = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    const key = keyOf(socket);
    open.set(key, socket);
    socket.once('close', () => open.get(key) === socket && open.delete(key));
  };
  subscribe('net.server.socket', opened);
  return {
    reset: (socket: Socket) => void (open.get(keyOf(socket)) ?? socket).resetAndDestroy(),
    end: () => void unsubscribe('net.server.socket', opened),
  };
}

/** Headers of this connection alone. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
]);

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

async function ask({ method, headers, body }: Asked, url: URL, dispatcher: Agent): Promise<Reply> {
  // Compressed answers could not be rewritten.
  const { 'accept-encoding': _, ...own } = headers;
  const response = await request(url, {
    method: method as 'GET' | 'POST',
    headers: own,
    body: body.length === 0 ? null : body,
    dispatcher,
  });
  return {
    status: response.statusCode,
    headers: plain(response.headers),
    body: Buffer.from(await response.body.arrayBuffer()),
  };
}

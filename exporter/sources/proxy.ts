import { type ClientRequest, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';

/** The proxy did not open the way to the source. The message says what it did, as the end of a sentence. */
export class ProxyFailure extends Error {
  constructor(
    readonly proxy: URL,
    what: string,
  ) {
    super(what);
  }
}

/**
 * The proxy that the environment names for a URL, as curl understands it: `https_proxy`, `http_proxy` or `all_proxy`, in
 * lower or upper case, unless `no_proxy` lists the host.
 */
export function proxyFor(url: URL, environment: NodeJS.ProcessEnv = process.env): URL | undefined {
  const read = (name: string) => environment[name] || environment[name.toUpperCase()] || '';
  const named = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') || read('all_proxy');
  if (named === '' || isExempt(hostOf(url), read('no_proxy'))) return undefined;
  const written = named.includes('://') ? named : `http://${named}`;
  return URL.canParse(written) ? new URL(written) : undefined;
}

/** A connection through the proxy to the host of a URL. @throws ProxyFailure */
export function openTunnel(proxy: URL, { hostname, port }: URL, timeout: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = `${hostname}:${port || 443}`;
    const request = connectTo(proxy, { method: 'CONNECT', path: target, headers: { host: target }, timeout });
    const fail = (what: string) => {
      request.destroy();
      reject(new ProxyFailure(proxy, what));
    };
    request.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      fail(statusCode === 407 ? 'wants other credentials (407)' : `refuses the way there (${statusCode})`);
    });
    request.once('response', ({ statusCode }) => fail(`refuses the way there (${statusCode})`));
    request.once('timeout', () => fail(`did not answer within ${timeout / 1000} s`));
    request.once('error', (error) =>
      fail(`cannot be reached (${'code' in error ? error.code : error.name})`),
    );
    request.end();
  });
}

/** What a proxy is told of who asks. */
export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

function connectTo(proxy: URL, options: RequestOptions): ClientRequest {
  if (!/^https?:$/.test(proxy.protocol)) {
    throw new ProxyFailure(proxy, 'is no HTTP proxy, and no other kind is supported');
  }
  const request = proxy.protocol === 'https:' ? requestHttps : requestHttp;
  const host = hostOf(proxy);
  const port = proxy.port || (proxy.protocol === 'https:' ? 443 : 80);
  const headers = { ...options.headers, ...proxyHeaders(proxy) };
  return request({ ...options, headers, host, port, agent: false });
}

/** A host is listed by name, which stands for all names below it, by address, or by a range of addresses. */
function isExempt(host: string, list: string): boolean {
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matches(host, entry.toLowerCase()));
}

function matches(host: string, entry: string): boolean {
  const family = isIP(host);
  if (family !== 0) return isInRange(host, family, entry.replace(/^\[|\]$/g, ''));
  const name = entry.replace(/^\./, '').replace(/\.$/, '');
  return host === name || host.endsWith(`.${name}`);
}

function isInRange(host: string, family: number, entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  if (isIP(address) !== family) return false;
  const most = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > most) return false;
  const listed = new BlockList();
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  listed.addSubnet(address, prefix, kind);
  return listed.check(host, kind);
}

function hostOf({ hostname }: URL): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

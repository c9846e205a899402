import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Check, check } from './check.ts';

/** Whether the name of a source leads to an address. */
export async function checkName(url: URL): Promise<Check> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return check('dns', 'ok', `${host} is an address`);
  try {
    const found = await lookup(host, { all: true });
    return check('dns', 'ok', `${host} is ${found.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    return check(
      'dns',
      'failed',
      `${host} has no address (${code}); check url and the name servers of this host`,
    );
  }
}

/** Host of a URL as sockets want it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

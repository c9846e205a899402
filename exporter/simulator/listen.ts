import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './server-certificate.ts';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

interface Address {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** Milliseconds: as long as the ingress in front of a Palette leaves an idle connection open (`keepalive_timeout` of nginx). */
const KEEP_ALIVE = 75_000;

/** Serves on a TCP port, loopback and any free one unless told otherwise; with a certificate over TLS. */
export async function listen(
  handler: RequestListener,
  { host = '127.0.0.1', port = 0 }: Address,
  certificate?: Certificate,
): Promise<Listening> {
  const server: Server =
    certificate === undefined
      ? createHttpServer({ keepAliveTimeout: KEEP_ALIVE }, handler)
      : createHttpsServer(
          { keepAliveTimeout: KEEP_ALIVE, key: certificate.key, cert: certificate.pem },
          handler,
        );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  const name = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://${name}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Logger } from 'pino';
import { clientTimeouts } from './load-limit.ts';
import type { TlsServerConfig, WebConfig } from './web-config.ts';
import type { ClientAuth } from './web-config-schema.ts';

/** An idle connection must outlive the scrape interval, or Prometheus meets a closed one now and then. */
const KEEP_ALIVE = 125_000;

/** A server for the web configuration; it listens nowhere yet. New certificates are taken up by new connections. */
export function createWebServer(
  handler: RequestListener,
  web: { current: () => WebConfig; log: Logger } | undefined,
): Server {
  const first = web?.current().tls;
  if (web === undefined || first === undefined)
    return createServer({ keepAliveTimeout: KEEP_ALIVE, ...clientTimeouts }, handler);
  const { current, log } = web;
  const server = createTlsServer(
    { keepAliveTimeout: KEEP_ALIVE, ...clientTimeouts, ...first.context, ...askFor(first.clientAuth) },
    handler,
  );
  let used = first;
  // Before the server's own listener, which begins the handshake.
  server.prependListener('connection', () => {
    const { tls } = current();
    if (tls === used) return;
    if (tls?.clientAuth !== first.clientAuth) {
      log.warn('TLS on or off, and another client_auth_type, take effect at the next start');
    }
    if (tls === undefined) return;
    used = tls;
    server.setSecureContext(tls.context);
  });
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (!isWelcome(socket, { ...used, clientAuth: first.clientAuth })) socket.destroy();
  });
  // A client that breaks off its handshake, or speaks no TLS, is no event.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return server;
}

function askFor(clientAuth: ClientAuth) {
  return {
    requestCert: clientAuth !== 'NoClientCert',
    rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
  };
}

function isWelcome(socket: TLSSocket, { clientAuth, allowedSans }: TlsServerConfig): boolean {
  if (clientAuth === 'NoClientCert' || clientAuth === 'RequestClientCert') return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clientAuth === 'VerifyClientCertIfGiven';
  if (clientAuth !== 'RequireAnyClientCert' && !socket.authorized) return false;
  if (allowedSans === undefined) return true;
  const names = (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^[^:]*:/, ''));
  return names.some((name) => allowedSans.includes(name));
}

import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import type { RateLimit } from './web-config.ts';

/** As node_exporter's --web.max-requests. */
const ANSWERED_AT_ONCE = 40;
/** Requests of one connection that wait for their answers to be read; Prometheus sends one after the other. */
const UNREAD_OF_A_CONNECTION = 4;
/** A reader that takes longer has given up, or holds on to us. */
const READ_WITHIN = 60_000;
/** Far more than scrapers need, far fewer than a process may have descriptors. */
const CONNECTIONS = 512;
/** What a request takes to arrive: it has no body that we would read. */
const HEADERS_WITHIN = 10_000;
const REQUEST_WITHIN = 30_000;

/** How long clients may take, for `createServer`. */
export const clientTimeouts = {
  headersTimeout: HEADERS_WITHIN,
  requestTimeout: REQUEST_WITHIN,
  connectionsCheckingInterval: 5_000,
};

/** Lets go of connections that are more than a process should hold. */
export function limitConnections(server: Server): void {
  server.maxConnections = CONNECTIONS;
}

/**
 * Bounds what one connection may have unread: of requests that are sent without reading the answers, the first that is too
 * many gets 503 and is the last of its connection. Ends connections that do not read their answer within a minute.
 */
export function limitUnread(handler: RequestListener): RequestListener {
  const connections = new WeakMap<Socket, { unread: number; ending: boolean }>();
  return (request, response) => {
    const { socket } = request;
    const connection = connections.get(socket) ?? { unread: 0, ending: false };
    connections.set(socket, connection);
    if (connection.ending) return;

    const deadline = setTimeout(() => socket.destroy(), READ_WITHIN).unref();
    connection.unread += 1;
    response.once('close', () => {
      connection.unread -= 1;
      clearTimeout(deadline);
    });
    if (connection.unread <= UNREAD_OF_A_CONNECTION) return handler(request, response);
    connection.ending = true;
    const text = `${UNREAD_OF_A_CONNECTION} answers to this connection are not read yet\n`;
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(text);
  };
}

/**
 * Answers 503 while so many answers are under way: never a queue without end. Stands behind the check of passwords, so
 * that strangers take no place.
 */
export function limitAnswers(most = ANSWERED_AT_ONCE): RequestHandler {
  let underWay = 0;
  return (request, response, next) => {
    // Whether the exporter lives is asked most of all when it is busy.
    if (request.path.startsWith('/-/')) return next();
    if (underWay >= most) {
      const text = `${most} requests are being answered already; ask again in a second\n`;
      response.status(503).set('Retry-After', '1').type('text').send(text);
      return;
    }
    underWay += 1;
    let isOver = false;
    const over = () => {
      if (!isOver) underWay -= 1;
      isOver = true;
    };
    response.once('close', over);
    request.socket.once('close', over);
    response.once('close', () => request.socket.removeListener('close', over));
    next();
  };
}

/** A token bucket over all requests, as exporter-toolkit's `rate_limit`: what it does not let pass gets 429. */
export function limitRate(limit: () => RateLimit | undefined, now: () => number): RequestHandler {
  let tokens = Number.POSITIVE_INFINITY;
  let filledAt = now();
  return (_request, response, next) => {
    const set = limit();
    if (set === undefined) return next();
    const at = now();
    tokens = Math.min(set.burst, tokens + Math.max(0, at - filledAt) / set.interval);
    filledAt = at;
    if (tokens < 1) {
      response
        .status(429)
        .type('text')
        .send('more requests than rate_limit of the web configuration allows\n');
      return;
    }
    tokens -= 1;
    next();
  };
}

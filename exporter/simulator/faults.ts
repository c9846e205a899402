import type { Request, RequestHandler, Response } from 'express';

/**
 * Makes a server misbehave on real sockets. Tests push faults to `simulator.faults` and take them out again; the first
 * one that matches a request applies.
 */
export interface Fault {
  /** `palette` or the name of a Local UI host; absent: all of them. */
  readonly server?: string;
  /** Text that the path starts with, a pattern, or a predicate; absent: every path. */
  readonly match?: string | RegExp | ((path: string) => boolean);
  /** How often it happens before it wears off; absent: until it is removed. */
  times?: number;
  readonly kind: FaultKind;
}

export type FaultKind =
  /** An answer with this status, by default with an empty body; HTML and other oddities go into `body`. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** The connection breaks without an answer. */
  | 'reset'
  /** The request is taken and never answered. */
  | 'hang'
  /** A success whose body is HTML. */
  | 'garbage'
  /** The head of a success and the first half of a JSON body, then the connection breaks. */
  | 'truncated'
  /** The regular answer, late. */
  | { readonly slow: number };

/** Express middleware that applies the faults which are meant for this server. */
export function injectFaults(server: string, faults: Fault[]): RequestHandler {
  return (request, response, next) => {
    const fault = faults.find((candidate) => applies(candidate, server, request.path));
    if (fault === undefined) return next();
    if (fault.times !== undefined) fault.times -= 1;
    misbehave(fault.kind, request, response, next);
  };
}

function applies({ server, match, times }: Fault, name: string, path: string): boolean {
  if (times !== undefined && times <= 0) return false;
  if (server !== undefined && server !== name) return false;
  if (match === undefined) return true;
  if (typeof match === 'string') return path.startsWith(match);
  return match instanceof RegExp ? match.test(path) : match(path);
}

function misbehave(kind: FaultKind, request: Request, response: Response, next: () => void): void {
  if (kind === 'reset') {
    request.socket.resetAndDestroy();
  } else if (kind === 'garbage') {
    response.type('html').send('<html><body><h1>Welcome</h1></body></html>');
  } else if (kind === 'truncated') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '2048' });
    response.write('{"items":[{"metadata":{"name":"cut', () => request.socket.destroy());
  } else if (typeof kind === 'object' && 'slow' in kind) {
    setTimeout(next, kind.slow).unref();
  } else if (typeof kind === 'object') {
    response
      .status(kind.status)
      .set(kind.headers ?? {})
      .send(kind.body ?? '');
  }
}

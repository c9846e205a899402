import type { RequestHandler } from 'express';
import type { Clock } from '../time/clock.ts';
import { prefixOf } from './rate-limit.ts';

/** A request that reached one of the simulated servers. */
export interface RequestRecord {
  readonly at: number;
  /** `palette`, or the name of the Local UI host. */
  readonly server: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The `ProjectUid` header, when one was sent. */
  readonly projectUid?: string;
  /** Resource prefix that the rate limit counts under. */
  readonly prefix: string;
  /** Status of the answer; 0 while there is none, and for good when the connection broke. */
  status: number;
}

const LIMIT = 100_000;

/** Express middleware that logs on arrival and fills in the status when the answer is out. */
export function logRequests(server: string, log: RequestRecord[], clock: Clock): RequestHandler {
  return (request, response, next) => {
    const { path, method } = request;
    const projectUid = request.get('projectuid');
    const entry: RequestRecord = {
      at: clock.now(),
      server,
      method,
      path,
      query: Object.fromEntries(new URL(request.originalUrl, 'http://simulator').searchParams),
      ...(projectUid !== undefined && { projectUid }),
      prefix: prefixOf(path),
      status: 0,
    };
    // The oldest tenth goes when the log is full, so that a long demo does not grow.
    if (log.length >= LIMIT) log.splice(0, LIMIT / 10);
    log.push(entry);
    response.on('finish', () => {
      entry.status = response.statusCode;
    });
    next();
  };
}

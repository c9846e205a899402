import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { Clock } from '../../time/clock.ts';
import { type Failure, failure, isFailure } from '../error-answer.ts';
import { type Fault, injectFaults } from '../faults.ts';
import { struct } from '../go-json.ts';
import { createRateLimit, prefixOf } from '../rate-limit.ts';
import { logRequests, type RequestRecord } from '../request-log.ts';
import type { World } from '../world/model/world.ts';
import { paletteRoutes } from './answers/index.ts';
import { createIdentities, type Identities, type Identity } from './identities.ts';
import { authRoutes } from './login-routes.ts';
import type { PaletteRequest, Route } from './palette-route.ts';
import { asReleased, type Release, refusalOf } from './releases.ts';

export interface PaletteServerOptions {
  readonly world: World;
  readonly clock: Clock;
  readonly requests: RequestRecord[];
  readonly faults: Fault[];
  /** Whether a 429 says how long to wait; Palette documents no such header. */
  readonly retryAfter: boolean;
  readonly release: Release;
  /** A release that lacks the routes marked as recent. */
  readonly isOlder: boolean;
  /** Lets time-dependent scenarios catch up before a request is answered. */
  catchUp(): void;
}

/** Palette's tenant and system API over HTTP. */
export function createPaletteServer(options: PaletteServerOptions): Express {
  const { world, clock, requests, faults, release, isOlder, catchUp } = options;
  const identities = createIdentities(world, clock);
  const rateLimit = createRateLimit(clock);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('strict routing', true);
  app.set('case sensitive routing', true);

  app.use(logRequests('palette', requests, clock));
  app.use((_request, response, next) => {
    catchUp();
    response.set('Date', new Date(clock.now() + world.platform.clockOffset).toUTCString());
    next();
  });
  app.use(injectFaults('palette', faults));
  app.use((_request, response, next) => {
    if (world.platform.availability === 'up') next();
    else sendIngressPage(response, world.platform.availability);
  });
  app.use((request, _response, next) => {
    if (!world.platform.isRateLimited) return next();
    const wait = rateLimit(request.socket.remoteAddress ?? '', prefixOf(request.path));
    if (wait === undefined) return next();
    const headers = options.retryAfter ? { 'retry-after': String(Math.ceil(wait)) } : {};
    throw failure(429, 'TooManyRequests', 'too many requests, try again later', headers);
  });
  app.use(express.json({ limit: '1mb', strict: false }));
  app.use(({ method, path, originalUrl, body }, _response, next) => {
    const refusal = refusalOf({ method, path, query: queryOf(originalUrl), body }, release);
    if (refusal === undefined) next();
    else throw refusal;
  });

  for (const route of [...authRoutes(identities), ...paletteRoutes]) {
    if (isOlder && route.isRecent) continue;
    const verb = route.method === 'GET' ? 'get' : 'post';
    app[verb](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) => {
      const answer = route.answer(readRequest(request, route, identities, world, clock.now()));
      response.json(asReleased(answer, route.path, release));
    });
  }
  app.use((request) => {
    throw failure(404, 'ResourceNotFound', `path ${request.path} was not found`);
  });
  app.use(sendError(clock));
  return app;
}

function readRequest(
  request: Request,
  route: Route,
  identities: Identities,
  world: World,
  now: number,
): PaletteRequest {
  const query = queryOf(request.originalUrl);
  const base = { world, now, params: textParams(request), query, body: request.body as unknown };
  if (route.access === 'open') return base;
  const identity = identities.identify({
    apiKey: request.get('apikey'),
    authorization: request.get('authorization'),
  });
  const project = scopeOf(world, route, identity, request.get('projectuid'));
  return { ...base, identity, ...(project !== undefined && { project }) };
}

/** The project a request is narrowed to; refuses what the identity may not see. */
function scopeOf(world: World, route: Route, identity: Identity, projectUid: string | undefined) {
  if ((identity.kind === 'system') !== (route.access === 'system')) {
    throw forbidden(`this ${identity.kind} user has no permission for the operation`);
  }
  if (identity.kind === 'system' || route.access === 'user') return undefined;
  if (route.access === 'tenant' || projectUid === undefined) {
    if (identity.projectUids !== undefined) throw forbidden('the operation needs a role of tenant scope');
    return undefined;
  }
  if (identity.projectUids?.includes(projectUid) === false)
    throw failure(403, 'ResourceAccessDenied', 'no role in this project');
  const project = world.projects.find(({ uid }) => uid === projectUid);
  if (project === undefined)
    throw failure(404, 'ProjectNotFoundInTenant', `project '${projectUid}' not found`);
  return project;
}

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url, 'http://palette').searchParams);
}

function textParams(request: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
}

function forbidden(message: string): Failure {
  return failure(403, 'OperationForbidden', message);
}

function sendIngressPage(response: Response, availability: 'bad-gateway' | 'unavailable'): void {
  const title = availability === 'bad-gateway' ? '502 Bad Gateway' : '503 Service Temporarily Unavailable';
  response
    .status(Number.parseInt(title, 10))
    .type('html')
    .send(`<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`);
}

/** Errors as `v1Error`; `ref` is what an operator would search Palette's logs for. */
function sendError(clock: Clock): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const known = isFailure(error) ? error : asFailure(error);
    response
      .status(known.status)
      .set(known.headers ?? {})
      .json(struct({ code: known.code, message: known.message, ref: `sim-${clock.now().toString(36)}` }));
  };
}

function asFailure(error: unknown): Failure {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  const message = error instanceof Error ? error.message : String(error);
  return status < 500
    ? failure(status, 'RequestError', message)
    : failure(500, 'StatusInternalServerError', message);
}

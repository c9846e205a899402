import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import type { Clock } from '../../time/clock.ts';
import { isFailure } from '../error-answer.ts';
import { type Fault, injectFaults } from '../faults.ts';
import { struct } from '../go-json.ts';
import { logRequests, type RequestRecord } from '../request-log.ts';
import type { Appliance } from '../world/model/appliance.ts';
import type { World } from '../world/model/world.ts';
import { localUiRoutes } from './answers/index.ts';
import { type Credentials, createSessions } from './sessions.ts';

export interface LocalUiServerOptions {
  readonly world: World;
  /** Which host of the appliance this is. */
  readonly hostName: string;
  readonly account: Credentials;
  readonly clock: Clock;
  readonly requests: RequestRecord[];
  readonly faults: Fault[];
  catchUp(): void;
}

/** The Local UI of one host. */
export function createLocalUiServer(options: LocalUiServerOptions): Express {
  const { world, hostName, account, clock, requests, faults, catchUp } = options;
  const sessions = createSessions(account, clock);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);

  app.use(logRequests(hostName, requests, clock));
  app.use((request, _response, next) => {
    catchUp();
    if (currentHost()?.reachable) next();
    else request.socket.destroy();
  });
  app.use(injectFaults(hostName, faults));
  app.use(express.json());

  app.post('/v1/users/default/login', async (request, response) => {
    const tokens = await sessions.logIn(request.body ?? {}, isExtended(request));
    if (request.query.setCookie !== 'false') {
      response.cookie('Authorization', tokens.authorization, { httpOnly: true, secure: true });
      response.cookie('RefreshToken', tokens.refresh, { httpOnly: true, secure: true });
    }
    response.json(struct({ Token: userToken(tokens, world.appliance) }, { IsFirstLogin: false }));
  });
  app.post('/v1/users/default/token/renewal', (request, response) => {
    const token = request.body?.refreshToken ?? tokenOf(request, world.appliance) ?? '';
    response.json(userToken(sessions.renew(token, isExtended(request)), world.appliance));
  });
  app.post('/v1/users/default/logout', (request, response) => {
    sessions.end(tokenOf(request, world.appliance) ?? '');
    response.status(200).end();
  });
  app.get('/v1/ping', (_request, response) => {
    response.json(struct({ msg: 'pong' }));
  });

  for (const route of localUiRoutes) {
    app.get(route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (request, response) => {
      sessions.check(tokenOf(request, world.appliance));
      const host = currentHost();
      if (host === undefined) throw new Error(`host ${hostName} is gone from the world`);
      const params = Object.fromEntries(
        Object.entries(request.params).map(([name, value]) => [name, String(value)]),
      );
      const query = Object.fromEntries(new URL(request.originalUrl, 'https://host').searchParams);
      const { appliance } = world;
      response.json(route.answer({ world, now: clock.now(), host, appliance, params, query }));
    });
  }
  app.use((_request, response) => {
    response.status(404).json(struct({ code: 'NotFound', message: 'path not found' }));
  });
  app.use(sendError);
  return app;

  function currentHost() {
    return world.appliance.hosts.find(({ name }) => name === hostName);
  }
}

function isExtended(request: Request): boolean {
  return request.query.extendedSession === 'true';
}

/** The token of the header, in the style that the host wants, or of the cookie of a browser. */
function tokenOf(request: Request, { tokenStyle }: Appliance): string | undefined {
  const header = request.get('authorization');
  if (header === undefined) return /(?:^|;\s*)Authorization=([^;]+)/.exec(request.get('cookie') ?? '')?.[1];
  if (tokenStyle === 'bare') return header;
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : undefined;
}

interface Tokens {
  readonly authorization: string;
  readonly refresh: string;
}

function userToken({ authorization, refresh }: Tokens, { isNewer }: Appliance) {
  return struct({ Authorization: authorization, RefreshToken: isNewer ? refresh : undefined });
}

const sendError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const message = error instanceof Error ? error.message : String(error);
  const { status, code } = isFailure(error) ? error : { status: 500, code: 'InternalError' };
  response.status(status).json(struct({ code, message, ref: 'local-ui' }));
};

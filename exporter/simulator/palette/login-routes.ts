import { failure } from '../error-answer.ts';
import { struct } from '../go-json.ts';
import type { Identities } from './identities.ts';
import { get, post, type Route } from './palette-route.ts';

/** Logins and tokens (API reference, section 1.1). */
export function authRoutes(identities: Identities): readonly Route[] {
  return [
    post('/v1/auth/authenticate', 'open', ({ body }) => userToken(identities.logIn(fields(body)))),
    get('/v1/auth/refresh/{token}', 'open', ({ params }) =>
      userToken(identities.refresh(params.token ?? '')),
    ),
    post('/v1/auth/syslogin', 'open', ({ body }) =>
      struct({ Authorization: identities.logInToSystem(fields(body)) }, { IsPasswordReset: false }),
    ),
  ];
}

function userToken(token: string) {
  return struct({ Authorization: token }, { isMfa: false });
}

function fields(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null) return { ...body };
  throw failure(400, 'RequestError', 'the body is not a JSON object');
}

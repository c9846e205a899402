import { z } from 'zod';
import type { HttpResponse } from '../../sources/http.ts';
import { readJson } from '../../sources/json.ts';
import { expiryOf } from '../../sources/jwt.ts';
import { text } from '../../sources/wire.ts';

/** What a host gave for a login. */
export interface Token {
  readonly value: string;
  /** What it is renewed with; empty on hosts of older releases. */
  readonly refresh: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Of a token that does not tell: a session that was not extended. */
const SHORTEST_LIFETIME = 2 * 60 * 60_000;

/** `v1UserToken`; hosts of older releases know no refresh token. */
const userToken = z.object({ Authorization: z.string().min(1), RefreshToken: text });
/** A login wraps the token, a renewal does not. */
const answer = z.union([z.object({ Token: userToken }).transform(({ Token }) => Token), userToken]);

/**
 * The token in the answer to a login or a renewal: in its body, or in the cookies of a host that sets them whether or not
 * it was asked to. Undefined where there is none.
 *
 * @param now milliseconds since the epoch
 */
export function tokenIn(response: HttpResponse, now: number): Token | undefined {
  if (response.status >= 300) return undefined;
  const { Authorization: value, RefreshToken: refresh } =
    answer.safeParse(readJson(response.body)).data ?? cookiesIn(response);
  return value ? { value, refresh, expires: expiryOf(value) ?? now + SHORTEST_LIFETIME } : undefined;
}

function cookiesIn(response: HttpResponse): z.output<typeof userToken> {
  const pairs = response.headers('set-cookie').map((cookie) => cookie.split(';', 1)[0] ?? '');
  const cookieNamed = (name: string) =>
    pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  return { Authorization: cookieNamed('Authorization'), RefreshToken: cookieNamed('RefreshToken') };
}

import { createHmac } from 'node:crypto';

interface Claims {
  readonly sub: string;
  /** Milliseconds; the token carries seconds, as the standard says. */
  readonly iat: number;
  readonly exp: number;
}

let issued = 0;

/** A JSON Web Token in its usual three parts, signed with HS256. No two are alike. */
export function createToken(secret: Buffer, { sub, iat, exp }: Claims): string {
  issued += 1;
  const claims = { sub, iat: Math.floor(iat / 1000), exp: Math.floor(exp / 1000), jti: issued };
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

function part(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

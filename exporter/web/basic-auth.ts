import { createHmac, randomBytes } from 'node:crypto';
import { compare } from 'bcryptjs';
import type { RequestHandler } from 'express';

/** Compared against when the user is unknown, so that the time taken does not tell who exists. */
const NOBODY = '$2b$10$SbCMTFPRXVeZx8fZCBuol.epDqBI2KJiPyVGLj0r9cn6Qh1uhwLwK';
const REMEMBERED = 100;

/**
 * Asks for a user name and a password where the web configuration lists users.
 *
 * bcrypt is slow on purpose, so a scrape is not to pay for it each time: outcomes are remembered, by a keyed hash of what
 * was compared. One comparison runs at a time, so that a flood of wrong passwords does not keep the exporter busy.
 */
export function basicAuth(users: () => ReadonlyMap<string, string>): RequestHandler {
  const secret = randomBytes(32);
  const known = new Map<string, boolean>();
  let queue: Promise<unknown> = Promise.resolve();

  function isRight(user: string, password: string): Promise<boolean> | boolean {
    const hash = users().get(user);
    const id = createHmac('sha256', secret)
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const outcome = queue.then(async () => {
      const before = known.get(id);
      if (before !== undefined) return before;
      const right = (await compare(password, hash ?? NOBODY)) && hash !== undefined;
      const [oldest] = known.keys();
      if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(id, right);
      return right;
    });
    queue = outcome.catch(() => undefined);
    return outcome;
  }

  return async (request, response, next) => {
    if (users().size === 0) return next();
    const credentials = credentialsIn(request.get('authorization'));
    if (credentials && (await isRight(credentials.user, credentials.password))) return next();
    response.set('WWW-Authenticate', 'Basic realm="palette-exporter", charset="UTF-8"');
    response.status(401).type('text').send('unauthorized\n');
  };
}

function credentialsIn(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

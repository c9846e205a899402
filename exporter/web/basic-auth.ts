import { createHmac, randomBytes } from 'node:crypto';
import { compare } from 'bcryptjs';
import type { RequestHandler } from 'express';

/** Salt and hash of a password that nobody has. */
const NOBODY = 'SbCMTFPRXVeZx8fZCBuol.epDqBI2KJiPyVGLj0r9cn6Qh1uhwLwK';
/** Outcomes that are remembered, of each kind. */
export const REMEMBERED = 100;
/** Comparisons that may wait at a time: what comes on top is told to come back. */
const WAITING = 10;

/**
 * Asks for a user name and a password where the web configuration lists users.
 *
 * bcrypt is slow on purpose, so a scrape is not to pay for it each time: outcomes are remembered, by a keyed hash of what
 * was compared; wrong ones apart, so that whoever guesses does not make the exporter forget whom it knows. One comparison
 * runs at a time and few wait, so that a flood of wrong passwords neither keeps the exporter busy nor a user waiting.
 */
export function basicAuth(users: () => ReadonlyMap<string, string>): RequestHandler {
  const secret = randomBytes(32);
  const right = createMemory();
  const wrong = createMemory();
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();

  /** What is known without a comparison. */
  function known(id: string): boolean | undefined {
    if (right.has(id)) return true;
    return wrong.has(id) ? false : undefined;
  }

  async function compared(id: string, { user, password }: Credentials, hash: string | undefined) {
    const before = known(id);
    if (before !== undefined) return before;
    const against = hash ?? hashOfNobody(user, users(), secret);
    const isRight = (await compare(password, against)) && hash !== undefined;
    (isRight ? right : wrong).add(id);
    return isRight;
  }

  /** Undefined: too many wait. */
  async function isRight({ user, password }: Credentials): Promise<boolean | undefined> {
    const hash = users().get(user);
    const id = createHmac('sha256', secret)
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
    const remembered = known(id);
    if (remembered !== undefined) return remembered;
    if (waiting >= WAITING) return undefined;
    waiting += 1;
    const outcome = queue.then(() => compared(id, { user, password }, hash));
    queue = outcome.catch(() => undefined);
    return outcome.finally(() => {
      waiting -= 1;
    });
  }

  return async (request, response, next) => {
    if (users().size === 0) return next();
    const credentials = credentialsIn(request.get('authorization'));
    const outcome = credentials === undefined ? false : await isRight(credentials);
    if (outcome) return next();
    if (outcome === undefined) {
      response.set('Retry-After', '1').status(429).type('text').send('too many logins at once\n');
      return;
    }
    response.set('WWW-Authenticate', 'Basic realm="palette-exporter", charset="UTF-8"');
    response.status(401).type('text').send('unauthorized\n');
  };
}

/**
 * What the password of an unknown user is compared against: as costly as the hash of one of those listed, and always of the
 * same one, so that the time taken does not tell who exists, even where some hashes cost more than others.
 */
export function hashOfNobody(user: string, users: ReadonlyMap<string, string>, secret: Buffer): string {
  const place = createHmac('sha256', secret).update(user).digest().readUInt32BE() % users.size;
  const cost = [...users.values()][place]?.split('$')[2] ?? '10';
  return `$2b$${cost}$${NOBODY}`;
}

/** The last ids that were added. */
function createMemory() {
  const ids = new Set<string>();
  return {
    has: (id: string) => ids.has(id),
    add(id: string): void {
      const [oldest] = ids;
      if (ids.size >= REMEMBERED && oldest !== undefined) ids.delete(oldest);
      ids.add(id);
    },
  };
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

function credentialsIn(header: string | undefined): Credentials | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

import type { RequestHandler } from 'express';

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/**
 * Lets in only what was asked of the loopback address, and lets act only the page itself and programs such as curl: a
 * page from elsewhere, open in the same browser, can neither read the room nor press its buttons.
 */
export const ownOriginOnly: RequestHandler = (request, response, next) => {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers;
  // A name of somebody else's that leads to the loopback address (DNS rebinding) is no name of ours.
  if (!LOOPBACK.test(host)) {
    response.status(403).type('text').send('only at the loopback address, such as http://127.0.0.1\n');
    return;
  }
  const isForeign = origin !== undefined && origin !== `http://${host}`;
  const isAction = request.method !== 'GET' && request.method !== 'HEAD';
  if (isAction && (isForeign || site === 'cross-site' || site === 'same-site')) {
    response.status(403).type('text').send('only the control room itself may do this\n');
    return;
  }
  next();
};

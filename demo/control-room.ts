import type { RequestListener } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { packageFile } from '../exporter/package.ts';
import { ownOriginOnly } from './own-origin.ts';
import { type Pace, sentenceOf, USUAL_PACE } from './pace.ts';
import type { Room } from './room.ts';

/** What never changes while the room is open. */
export interface RoomFacts {
  readonly pace: string;
  /** What to know about the links in the mails; empty: nothing. */
  readonly note: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  readonly scenarios: readonly { readonly name: string; readonly description: string }[];
}

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A mail brings its own styles; it may load, run and ask nothing. Its links open in a tab of their own. */
const MAIL_POLICY = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  // Not 'self': what is sandboxed has no origin that it could be the same as.
  'frame-ancestors http://127.0.0.1:* http://localhost:*',
].join('; ');

const HEARTBEAT = 15_000;

/**
 * The control room: the page, what it shows as server-sent events, and its buttons. Whatever else is asked goes to the
 * control server of the simulator, so that its address keeps answering as it does without the page.
 */
export function createControlRoom(room: Room, control: RequestListener, pace: Pace = USUAL_PACE): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use((_request, response, next) => {
    response.set({ 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
    next();
  });
  app.use(ownOriginOnly);

  app.get('/', (request, response, next) => {
    // Programs ask for anything and get what the simulator says.
    if (request.accepts(['json', 'html']) !== 'html') return next();
    response.set({ 'Content-Security-Policy': PAGE_POLICY, 'Cache-Control': 'no-store' });
    response.sendFile(packageFile('demo', 'page', 'index.html'));
  });
  app.use('/page', express.static(packageFile('demo', 'page'), { index: false, cacheControl: false }));
  app.get('/facts', (_request, response) => {
    response.json({
      pace: sentenceOf(pace),
      note: room.note(),
      links: room.links(),
      scenarios: room.scenarios,
    } satisfies RoomFacts);
  });
  app.get('/events', events(room));
  app.get('/mails/:id', mail(room));
  app.post(
    '/silences/:alert',
    act((id) => room.silence(id)),
  );
  app.delete(
    '/silences/:alert',
    act((id) => room.unsilence(id)),
  );
  app.use((request, response) => control(request, response));
  return app;
}

/** The state of the room at once, and again whenever it has changed. */
function events(room: Room): RequestHandler {
  return (request, response) => {
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    const stop = room.follow((state) => response.write(`data: ${JSON.stringify(state)}\n\n`));
    const beat = setInterval(() => response.write(': still there\n\n'), HEARTBEAT);
    beat.unref();
    request.once('close', () => {
      stop();
      clearInterval(beat);
    });
  };
}

function mail(room: Room): RequestHandler<{ id: string }> {
  return (request, response) => {
    const found = room.mail(Number(request.params.id));
    response.set({ 'Content-Security-Policy': MAIL_POLICY, 'Cache-Control': 'no-store' });
    if (found === undefined) {
      response.status(404).type('text').send('this mail is not kept any more\n');
      return;
    }
    if (found.html === '') response.type('text').send(found.text);
    else
      response
        .type('html')
        .send(found.html.replace(/<head[^>]*>/i, (head) => `${head}<base target="_blank">`));
  };
}

function act(action: (id: string) => Promise<'done' | 'unknown'>): RequestHandler<{ alert: string }> {
  return async (request, response) => {
    try {
      const outcome = await action(request.params.alert);
      if (outcome === 'done') response.status(204).end();
      else response.status(404).type('text').send('this alert has ended\n');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      response.status(502).type('text').send(`Alertmanager did not do it: ${reason}\n`);
    }
  };
}

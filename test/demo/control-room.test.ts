import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { createControlRoom } from '../../demo/control-room.ts';
import type { Room } from '../../demo/room.ts';

const HOSTILE = '<script>alert("from the world")</script>';

const mail = { id: 7, at: 0, recipients: ['juno@example.com'], subject: HOSTILE, text: HOSTILE };

/** A room that notes what is done in it, and the control server of the simulator behind it. */
function openRoom() {
  const done: string[] = [];
  const room: Room = {
    scenarios: [{ name: 'healthy', description: HOSTILE }],
    links: () => [],
    note: () => '',
    follow: () => () => {},
    mail: (id) => {
      if (id === 7) return { ...mail, html: `<html><head></head><body>${HOSTILE}</body></html>` };
      return id === 8 ? { ...mail, html: '' } : undefined;
    },
    async silence(alert) {
      if (alert === 'broken') throw new Error('connection refused');
      done.push(`silence ${alert}`);
      return alert === 'gone' ? 'unknown' : 'done';
    },
    async unsilence(alert) {
      done.push(`unsilence ${alert}`);
      return 'done';
    },
    attach: () => {},
    close: () => {},
  };
  const app = createControlRoom(room, (asked, response) => {
    done.push(`${asked.method} ${asked.url}`);
    response.end('the simulator');
  });
  return { done, ask: request(app) };
}

describe('the control room', () => {
  test('gives people the page and programs what the simulator says', async () => {
    const { done, ask } = openRoom();

    const page = await ask.get('/').set('Accept', 'text/html,*/*;q=0.8');
    const told = await ask.get('/').set('Accept', '*/*');

    expect(page.text).toContain('<title>Control room');
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect([told.text, done]).toEqual(['the simulator', ['GET /']]);
  });

  test('serves its files, and none of those beside them', async () => {
    const { ask } = openRoom();

    expect((await ask.get('/page/room.js')).headers['content-type']).toMatch(/javascript/);
    expect((await ask.get('/page/%2e%2e/site/contacts.md')).text).not.toContain('juno@example.com');
  });

  test.each([
    ['a page of another site', { Origin: 'http://evil.example.com' }],
    ['a page of another port', { Origin: 'http://127.0.0.1:1' }],
    ['a page without a place', { Origin: 'null' }],
    ['a form of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a form of another port', { 'Sec-Fetch-Site': 'same-site' }],
    ['a name that leads here', { Host: 'evil.example.com' }],
    ['a name that begins alike', { Host: '127.0.0.1.evil.example.com' }],
  ])('lets %s press no button', async (_who, headers) => {
    const { done, ask } = openRoom();

    const answers = [
      await ask.post('/scenarios/node-down').set(headers),
      await ask.post('/silences/a1').set(headers),
      await ask.delete('/silences/a1').set(headers),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(done).toEqual([]);
  });

  test.each(['/', '/events', '/facts', '/mails/7'])(
    'tells a name that leads here nothing of %s',
    async (path) => {
      const { done, ask } = openRoom();

      const answer = await ask.get(path).set('Host', 'evil.example.com:9878');

      expect([answer.status, done]).toEqual([403, []]);
      expect(answer.text).not.toContain('juno');
    },
  );

  test('lets its own page and curl press them', async () => {
    const { done, ask } = openRoom();
    const own = { Host: 'localhost:9878', Origin: 'http://localhost:9878', 'Sec-Fetch-Site': 'same-origin' };

    await ask.post('/scenarios/node-down').set(own);
    await ask.post('/silences/a1').set(own);
    await ask.post('/scenarios/healthy');
    await ask.delete('/silences/a1');

    expect(done).toEqual([
      'POST /scenarios/node-down',
      'silence a1',
      'POST /scenarios/healthy',
      'unsilence a1',
    ]);
  });

  test('says what became of a silence', async () => {
    const { ask } = openRoom();

    const gone = await ask.post('/silences/gone');
    const broken = await ask.post('/silences/broken');

    expect([gone.status, gone.text]).toEqual([404, 'this alert has ended\n']);
    expect([broken.status, broken.text]).toEqual([502, 'Alertmanager did not do it: connection refused\n']);
  });

  test('shows a mail where nothing in it can run, load or reach the page', async () => {
    const { ask } = openRoom();

    const shown = await ask.get('/mails/7');
    const plain = await ask.get('/mails/8');
    const policy = String(shown.headers['content-security-policy']);

    expect(policy).toMatch(/^sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; /);
    expect(policy).not.toMatch(/allow-scripts|allow-same-origin|script-src/);
    expect(shown.headers['x-content-type-options']).toBe('nosniff');
    expect(plain.headers['content-type']).toMatch(/^text\/plain/);
    expect((await ask.get('/mails/9')).status).toBe(404);
  });
});

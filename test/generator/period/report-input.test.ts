import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answering, startServer } from '../../kit/answering-server.ts';
import { bundle } from '../../kit/run-bundle.ts';

const NOW = new Date('2026-11-24T08:00:00Z');
const WEEK = ['--from', '2026-11-16', '--to', '2026-11-23'];
const nothing = { status: 'success', data: { resultType: 'vector', result: [] } };

test.each([
  ['http://127.0.0.1:1', 'does not answer'],
  ['somewhere', 'is not a URL'],
])('a Prometheus at %s is refused by name, and nothing is written', async (url, complaint) => {
  await refused(['--prometheus', url, ...WEEK], [`--prometheus ${url}`, complaint]);
});

test.each([
  [401, 'who are you?', 'answered 401; reach it behind its login'],
  [403, 'no', 'answered 403'],
  [200, '<html>sign in</html>', 'answered something else than it should'],
  [200, '{"status":"success","data":{"result":"x"}}', 'answered something else than it should'],
  [404, 'page not found', 'answered 404'],
])('what answers %d %s is none', async (status, body, complaint) => {
  const { url } = await startServer(answering(status, body));

  await refused(['--prometheus', url.href, ...WEEK], ['--prometheus', complaint]);
});

test('a Prometheus that knows nothing of the exporter is refused', async () => {
  const { url } = await startServer(prometheus('100y'));

  await refused(
    ['--prometheus', url.href, ...WEEK],
    ['has nothing of palette-exporter from 2026-11-16 00:00 UTC to 2026-11-23 00:00 UTC'],
  );
});

test('a time before the retention is refused, and the first that is kept is named', async () => {
  const { url } = await startServer(prometheus('5d or 10GB'));

  await refused(
    ['--prometheus', url.href, ...WEEK],
    ['--from 2026-11-16 00:00 UTC', 'retention 5d or 10GB', 'nothing before 2026-11-19 08:00 UTC'],
  );
});

test('an Alertmanager that is none is refused by name', async () => {
  const { url } = await startServer(prometheus('100y'));
  const other = await startServer(answering(200, '{}'));

  await refused(
    ['--prometheus', url.href, '--alertmanager', other.url.href, ...WEEK],
    ['--alertmanager', '/api/v2/silences answered something else'],
  );
});

test('a folder that is a file is refused before anything is asked', async () => {
  const { url, requests } = await startServer(prometheus('100y'));
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'file');
  writeFileSync(file, 'mine');

  const { code, err } = await bundle(['report', '--prometheus', url.href, ...WEEK, '--out', file], NOW);

  expect([code, requests.length, readFileSync(file, 'utf8')]).toEqual([2, 0, 'mine']);
  expect(err).toContain('is a file');
});

async function refused(args: readonly string[], complaints: readonly string[]): Promise<void> {
  const out = join(mkdtempSync(join(tmpdir(), 'report-')), 'new');

  const { code, err } = await bundle(['report', ...args, '--out', out], NOW);

  expect(code).toBe(2);
  for (const complaint of complaints) expect(err).toContain(complaint);
  expect(existsSync(out)).toBe(false);
}

/** One that answers and holds nothing. */
function prometheus(retention: string): Parameters<typeof startServer>[0] {
  return (request, response) => {
    const isInfo = request.url.startsWith('/api/v1/status/runtimeinfo');
    response.end(
      JSON.stringify(isInfo ? { status: 'success', data: { storageRetention: retention } } : nothing),
    );
  };
}

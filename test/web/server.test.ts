import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import type { Reloaded } from '../../exporter/reload.ts';
import { configuredSources } from '../../exporter/simulator/configured-sources.ts';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { systemClock } from '../../exporter/time/clock.ts';
import { createApp, listen } from '../../exporter/web/server.ts';
import { recordLog } from '../kit/record-log.ts';

const log = pino({ level: 'silent' });

describe('the web interface', () => {
  let simulator: Simulator;
  let exporter: Exporter;
  let app: ReturnType<typeof createApp>;
  let reloaded: Reloaded = { result: 'unchanged', message: 'nothing new' };

  beforeAll(async () => {
    simulator = await startSimulator();
    const { palette, localUi } = configuredSources(simulator, 'pma');
    const tenants = palette.map(({ system: _, ...tenant }) => tenant);
    const config = { palette: tenants, localUi, web: { listen: '127.0.0.1:0' } };
    exporter = startExporter(parseConfig(config, 'test'), { log });
    app = createApp({ exporter, clock: systemClock, reload: async () => reloaded, lifecycle: true });
    await vi.waitFor(
      async () => {
        const text = await metrics();
        expect(text).toContain('palette_localui_cluster_info{');
        expect(text).toContain('palette_up{palette="pma"} 1');
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  afterAll(async () => {
    await exporter.close();
    await simulator.close();
  });

  async function metrics(): Promise<string> {
    return (await supertest(app).get('/metrics')).text;
  }

  describe('/runbooks', () => {
    it.each(['PaletteClusterUnhealthy', 'PaletteClusterUnhealthy.md'])(
      'shows the runbook %s',
      async (name) => {
        const response = await supertest(app).get(`/runbooks/${name}`);

        expect(response.status).toBe(200);
        expect(response.type).toBe('text/html');
        expect(response.headers['content-security-policy']).toContain("default-src 'none'");
        expect(response.text).toContain('<h1>PaletteClusterUnhealthy</h1>');
        expect(response.text).toContain('<h2>Diagnosis</h2>');
      },
    );

    it('has one for each alert', async () => {
      for (const { name } of alerts) {
        const { status } = await supertest(app).get(`/runbooks/${name}`);
        expect(status, name).toBe(200);
      }
    });

    it.each(['Nothing', '..%2f..%2fREADME', '..%2FREADME.md', 'constructor', ''])(
      'has no %s',
      async (name) => {
        expect((await supertest(app).get(`/runbooks/${name}`)).status).toBe(404);
      },
    );
  });

  describe('/metrics', () => {
    it('answers in the text format unless asked for another', async () => {
      const response = await supertest(app).get('/metrics');

      expect(response.status).toBe(200);
      expect(response.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(response.text).toContain('palette_exporter_build_info{');
    });

    it('answers in OpenMetrics when that is preferred', async () => {
      const accept =
        'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';

      const { url, close } = await listening();

      const { headers, body } = await ask(`${url}/metrics`, { accept });
      await close();

      expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
      expect(body.toString('utf8').endsWith('# EOF\n')).toBe(true);
    });

    it.each([
      ['gzip', 'gzip'],
      ['gzip;q=0', undefined],
      ['identity', undefined],
      ['br', undefined],
    ])('is compressed or not by Accept-Encoding: %s', async (accepted, encoding) => {
      const { url, close } = await listening();

      const { headers, body } = await ask(`${url}/metrics`, { 'accept-encoding': accepted });
      await close();

      const text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers.vary).toBe('Accept, Accept-Encoding');
      expect(Number(headers['content-length'])).toBe(body.length);
      expect(text).toContain('palette_up{palette="pma"} 1');
    });

    it('answers HEAD with the same head and no body', async () => {
      const { url, close } = await listening();

      const { status, headers, body } = await ask(`${url}/metrics`, {}, 'HEAD');
      await close();

      expect([status, body.length]).toEqual([200, 0]);
      expect(Number(headers['content-length'])).toBeGreaterThan(1000);
    });
  });

  describe('/probe', () => {
    it('shows the series of one source, and what is known of its collectors', async () => {
      const response = await supertest(app).get('/probe?target=pma');

      expect(response.status).toBe(200);
      expect(response.text).toContain('palette_up{palette="pma"} 1');
      expect(response.text).toContain('palette_exporter_collector_up{source="pma",collector="api"} 1');
      expect(response.text).not.toContain('palette_localui_');
      expect(response.text).not.toMatch(/source="(?!pma")/);
      expect(response.text).not.toContain('process_cpu');
    });

    it('shows a locally managed cluster as a target of its own, so that no host has it twice', async () => {
      const targets = (await supertest(app).get('/sd')).body.map(
        ({ labels }: { labels: { instance: string } }) => labels.instance,
      );
      const cluster = targets.find((name: string) => name.includes('/'));
      const shown = await Promise.all(
        targets.map(async (target: string) => {
          const { text } = await supertest(app).get('/probe').query({ target });
          return text.includes('palette_localui_cluster_info{') ? [target] : [];
        }),
      );

      expect(shown.flat()).toEqual([cluster]);
    });

    it('speaks OpenMetrics too', async () => {
      const { url, close } = await listening();

      const accept = 'application/openmetrics-text';
      const { body } = await ask(`${url}/probe?target=pma`, { accept });
      await close();

      const text = body.toString('utf8');
      expect(text.match(/# EOF/g)).toHaveLength(1);
      expect(text.endsWith('# EOF\n')).toBe(true);
    });

    it.each([
      'nobody',
      'http://127.0.0.1:1/',
      'pma/../saas',
      'PMA',
      'pma\u0000',
      '__proto__',
      'constructor',
      '<script>alert(1)</script>',
      'x'.repeat(4000),
    ])('knows names only, and lists them: %.30s', async (target) => {
      const before = simulator.requests.length;

      const response = await supertest(app).get('/probe').query({ target });

      expect([response.status, response.type]).toEqual([400, 'text/plain']);
      expect(response.text).toContain('there is no such target; there are\n  /probe?target=pma\n');
      expect(response.text).not.toContain(target);
      expect(simulator.requests.length - before).toBeLessThan(20);
      expect(await metrics()).not.toContain(target);
    });

    it.each(['/probe', '/probe?target=pma&target=pma'])('wants one target: %s', async (path) => {
      expect((await supertest(app).get(path)).status).toBe(400);
    });
  });

  it('/sd lists every source as a target for Prometheus', async () => {
    const response = await supertest(app).get('/sd').set('Host', 'exporter.example.com:9877');

    expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(response.body[0]).toEqual({
      targets: ['exporter.example.com:9877'],
      labels: { __scheme__: 'http', __metrics_path__: '/probe', __param_target: 'pma', instance: 'pma' },
    });
    expect(response.body.length).toBeGreaterThan(simulator.localUi.length);
  });

  it.each([
    ['/-/healthy', 'alive\n'],
    ['/-/ready', 'ready\n'],
  ])('%s answers without Palette', async (path, text) => {
    const response = await supertest(app).get(path);

    expect([response.status, response.text]).toEqual([200, text]);
  });

  it('tells by metric and by /-/ready?complete when all there is has been seen', async () => {
    await vi.waitFor(
      async () => expect((await supertest(app).get('/-/ready?complete')).text).toBe('complete\n'),
      { timeout: 60_000, interval: 200 },
    );

    expect(await metrics()).toContain('palette_exporter_first_round_complete{source="pma"} 1');
  });

  it('shows every source on its status page, which allows no script', async () => {
    const response = await supertest(app).get('/');

    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    for (const { name } of simulator.localUi) expect(response.text).toContain(name);
    expect(response.text).not.toContain('<script');
  });

  it('shows the configuration with its secrets masked', async () => {
    const response = await supertest(app).get('/config');

    expect(response.headers['content-type']).toBe('text/yaml; charset=utf-8');
    expect(response.text).toContain('apiKey: <secret>');
    expect(response.text).toContain('password: <secret>');
    expect(response.text).toContain('listen: 127.0.0.1:0');
    expect(response.text).toMatch(/clusters:\n {4}every: \d+[sm]\n {4}maxAge: /);
  });

  it.each(['/', '/metrics', '/config', '/probe?target=pma', '/sd'])(
    'never shows a secret on %s',
    async (path) => {
      const response = await supertest(app).get(path);
      const secrets = [simulator.palette.apiKey, ...simulator.localUi.map(({ password }) => password)];

      const shown = response.text + JSON.stringify(response.headers);
      for (const secret of secrets) expect(shown).not.toContain(secret);
    },
  );

  it.each([
    [{ result: 'applied', message: 'configuration applied' }, 200],
    [{ result: 'unchanged', message: 'the configuration has not changed' }, 200],
    [{ result: 'refused', message: 'a.yaml: palette: must be a list\nand more' }, 400],
    [{ result: 'failed', message: 'see the log' }, 500],
  ] satisfies [Reloaded, number][])('tells what came of a reload: %j', async (outcome, status) => {
    reloaded = outcome;

    const response = await supertest(app).post('/-/reload');

    expect([response.status, response.text]).toEqual([status, `${outcome.message}\n`]);
  });

  it.each([
    ['POST', '/metrics', 'GET, HEAD'],
    ['DELETE', '/', 'GET, HEAD'],
    ['PUT', '/config', 'GET, HEAD'],
    ['GET', '/-/reload', 'POST'],
  ])('refuses %s %s and says what it takes', async (method, path, allowed) => {
    const { url, close } = await listening();

    const { status, headers } = await ask(`${url}${path}`, {}, method);
    await close();

    expect([status, headers.allow]).toEqual([405, allowed]);
  });

  it('answers an unknown path with a page that does not repeat it', async () => {
    const response = await supertest(app).get('/<script>alert(1)</script>');

    expect(response.status).toBe(404);
    expect(response.text).toContain('status page');
    expect(response.text).not.toContain('alert');
  });

  it.each([
    ['GET /runbooks/%E0%A4 HTTP/1.1', 400],
    ['GET /probe?target=%E0%A4 HTTP/1.1', 400],
    ['PROPFIND /metrics HTTP/1.1', 405],
    ['TRACE / HTTP/1.1', 405],
    ['BREW /metrics HTTP/1.1', 400],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1`, 431],
    [`GET /metrics HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`, 431],
    [`POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(5_000_000)}`, 405],
    ['CONNECT example.com:443 HTTP/1.1', undefined],
  ])('answers %.40s as it should, without a line in the log', async (head, status) => {
    const { log: faults, lines } = recordLog();
    const odd = createApp({ exporter, clock: systemClock, log: faults });
    const { server, url } = await listen(odd, { host: '127.0.0.1', port: 0 });

    const answer = await sendRaw(url, `${head}\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await new Promise((resolve) => server.close(resolve));

    const [, code] = /^HTTP\/1.1 (\d+) /.exec(answer) ?? [];
    expect(code && Number(code)).toBe(status);
    expect(answer).not.toMatch(/%E0|xxx|brew/i);
    expect(lines).toEqual([]);
  });

  it('reloads only where that is switched on', async () => {
    let asked = 0;
    const reload = async (): Promise<Reloaded> => {
      asked += 1;
      return reloaded;
    };
    const closed = createApp({ exporter, clock: systemClock, reload });

    const response = await supertest(closed).post('/-/reload');

    expect([response.status, response.text]).toEqual([
      403,
      'reloading is refused: start with --web.enable-lifecycle, or send SIGHUP\n',
    ]);
    expect(asked).toBe(0);
  });

  it.each(['https://elsewhere.example.com', 'null', 'http://127.0.0.1:1'])(
    'does not reload for a page of %s',
    async (origin) => {
      const response = await supertest(app).post('/-/reload').set('Origin', origin);

      expect(response.status).toBe(403);
      expect(response.text).toContain('a page of another site asks for it');
    },
  );

  it('has nothing to reload where there is no configuration to read', async () => {
    const without = createApp({ exporter, clock: systemClock });

    expect((await supertest(without).post('/-/reload')).status).toBe(404);
  });

  it('tells a fault to its log and not to the client', async () => {
    const { log: faults, lines } = recordLog();
    const store = {
      ...exporter.store,
      response: () => {
        throw new Error('inner detail');
      },
    };
    const broken = createApp({ exporter: { ...exporter, store }, clock: systemClock, log: faults });

    const response = await supertest(broken).get('/metrics');

    expect([response.status, response.text]).toEqual([500, 'internal error; see the log of the exporter\n']);
    expect(JSON.stringify(lines)).toContain('inner detail');
  });

  async function listening() {
    const { server, url } = await listen(app, { host: '127.0.0.1', port: 0 });
    return { url, close: () => new Promise((resolve) => server.close(resolve)) };
  }
});

interface Asked {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** What comes back for these bytes until the connection ends. */
function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    // Who is still sending when the answer has come is cut off.
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}

/** A request without the conveniences of supertest, which unpacks what it gets. */
function ask(url: string, headers: Record<string, string>, method = 'GET'): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on('error', reject);
    request.end();
  });
}

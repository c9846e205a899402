import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeFileSync, writeSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AnsweringServer, answering, startServer } from './kit/answering-server.ts';
import { temporaryFile, temporaryFolder } from './kit/temporary.ts';

const MAIN = join(import.meta.dirname, '../dist/exporter/main.js');
const KEY = 'k3y-that-must-stay-secret';

const running: ChildProcess[] = [];
const servers: Server[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
});

/** The built program as a child process. */
function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return {
    child,
    output,
    ended,
    /** Waits until it serves, and gives the URL. */
    async url(): Promise<string> {
      await until(() => expect(output.stderr).toContain('"serving metrics"'));
      return String(linesOf(output.stderr).find(({ msg }) => msg === 'serving metrics')?.url);
    },
  };
}

function linesOf(log: string): Record<string, unknown>[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function until(condition: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(condition, { timeout: 60_000, interval: 20 });
}

interface Sources {
  readonly palette?: URL;
  readonly localUi?: URL;
  readonly listen?: string;
}

function write({ palette, localUi, listen = '127.0.0.1:0' }: Sources): string {
  const config = {
    palette: palette ? [{ name: 'pma', url: palette.href, apiKey: KEY }] : [],
    localUi: localUi ? [{ name: 'h1', url: localUi.href, username: 'monitor', password: KEY }] : [],
    web: { listen },
  };
  return temporaryFile(JSON.stringify(config), 'palette-exporter.yaml');
}

/** Takes requests and never answers. */
function startSilentServer(): Promise<AnsweringServer> {
  return startServer(() => undefined);
}

async function takePort(): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('palette-exporter', () => {
  it('says what it can do', async () => {
    const { code, stdout, stderr } = await run('--help').ended;

    expect([code, stderr]).toEqual([0, '']);
    for (const command of ['serve', 'demo']) expect(stdout).toContain(`\n  ${command} [options]`);
  });

  it('serves while nobody reads its log', async () => {
    const pipe = join(temporaryFolder(), 'log');
    execFileSync('mkfifo', [pipe]);
    const full = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    expect(() => {
      for (;;) writeSync(full, Buffer.alloc(4096));
    }).toThrow('EAGAIN');
    const port = await takePort();
    servers.splice(0).map((server) => server.close());
    const config = write({ palette: new URL('http://127.0.0.1:9'), listen: `127.0.0.1:${port}` });
    const child = spawn(process.execPath, [MAIN, 'serve', '--config', config], {
      stdio: ['ignore', 'ignore', full],
    });
    running.push(child);

    await until(async () => expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200));
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    closeSync(full);
  });

  it('serves on when the reader of its log has gone', async () => {
    const { child, ended, url } = run('serve', '--config', write({ palette: new URL('http://127.0.0.1:9') }));
    const served = await url();

    child.stderr.destroy();
    child.kill('SIGHUP');

    await until(async () => expect((await fetch(`${served}/-/healthy`)).status).toBe(200));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('says which version it is', async () => {
    const { code, stdout } = await run('--version').ended;

    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['serve'], "error: required option '--config <file>' not specified\n"],
    [['watch'], "error: unknown command 'watch'\n"],
    [['serve', '--config', 'x', '--confg'], "error: unknown option '--confg'\n(Did you mean --config?)\n"],
    [
      ['demo', '--listen', '9877'],
      /^error: option '--listen <address>' argument '9877' is invalid\. "9877" is not an/,
    ],
    [['demo', '--clusters', 'many'], /^error: option '--clusters <number>' argument 'many' is invalid/],
  ])('refuses the command line %j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args).ended;

    expect([code, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });

  it('ends with a line for each problem of its configuration', async () => {
    const file = temporaryFile('palette:\n  - name: pma\n    apiKey: k3y\nverbose: true\n', 'config.yaml');

    const { code, stdout, stderr } = await run('serve', '--config', file).ended;

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `${file}:2: palette[0].url: is missing (string)\n${file}:4: unknown key "verbose"; check the spelling\n`,
    );
  });

  it('ends with a line for each problem of its web configuration', async () => {
    const config = write({ palette: new URL('http://127.0.0.1:1') });
    const web = temporaryFile('basic_auth_users:\n  anna: plain\n', 'web.yaml');

    const { code, stderr } = await run('serve', '--config', config, '--web.config.file', web).ended;

    expect(code).toBe(2);
    expect(stderr).toBe(
      `${web}:2: basic_auth_users.anna: must be a bcrypt hash of cost 4 to 19, as htpasswd -nB makes it\n`,
    );
  });

  it('ends with one line when its address is taken, and has asked no source by then', async () => {
    const palette = await startServer(answering(200));
    const port = await takePort();

    const { code, stderr } = await run(
      'serve',
      '--config',
      write({ palette: palette.url, listen: `127.0.0.1:${port}` }),
    ).ended;

    expect(code).toBe(1);
    expect(stderr).toBe(
      `cannot listen on 127.0.0.1:${port}: another process does; choose another address with web.listen in the configuration\n`,
    );
    expect(palette.requests).toEqual([]);
  });

  it('ends with one line when the address of the demo, or that of its scenarios after it, is taken', async () => {
    const port = await takePort();
    const remedy =
      'choose another address with --listen; the scenarios are on the port after it, which must be free too';

    const ends = await Promise.all(
      [port, port - 1].map((listen) => run('demo', '--listen', `127.0.0.1:${listen}`).ended),
    );

    for (const { code, stdout, stderr } of ends) {
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^cannot listen on 127\.0\.0\.1:\d+: another process does; [^\n]*\n$/);
      expect(stderr).toContain(remedy);
    }
  });

  it('names the options of the command whose address is taken', async () => {
    const { code, stderr } = await run('simulate', '--control', `127.0.0.1:${await takePort()}`).ended;

    expect(code).toBe(1);
    expect(stderr).toContain('; choose other addresses with --palette, --local-ui and --control\n');
  });

  it('says in one line that the configuration is not there', async () => {
    const { code, stderr } = await run('doctor', '--config', '/nowhere/x.yaml').ended;

    expect([code, stderr]).toEqual([
      2,
      '/nowhere/x.yaml: no such file; check the path given with --config\n',
    ]);
  });

  it.each([
    ['exporter', ['doctor', '--config', 'palette-exporter.yaml']],
    ['generator', ['coverage']],
  ])('says in a line that the %s may not open as many files as it is made of', (room, args) => {
    const main = join(import.meta.dirname, `../dist/${room}/main.js`);
    const limited = ['-c', 'ulimit -n 64 && exec "$0" "$@"', process.execPath, main, ...args];

    const { status, stdout, stderr } = spawnSync('sh', limited, { encoding: 'utf8' });

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^palette-\w+: may not open as many files as it is made of \(EMFILE\); allow more, .*\n$/,
    );
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s, also while its sources hang', async (signal) => {
    const palette = await startSilentServer();
    const localUi = await startSilentServer();
    const program = run('serve', '--config', write({ palette: palette.url, localUi: localUi.url }));
    await program.url();
    await until(() => expect(palette.requests.length + localUi.requests.length).toBeGreaterThan(3));
    const began = performance.now();

    program.child.kill(signal);
    const { code, stderr } = await program.ended;

    expect(code).toBe(0);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(linesOf(stderr).map(({ level, msg }) => [level, msg])).toEqual([
      ['info', 'serving metrics'],
      ['info', 'ending'],
    ]);
  });

  it('ends while a scrape is under way', async () => {
    const program = run('serve', '--config', write({ palette: new URL('http://127.0.0.1:1') }));
    const url = new URL(await program.url());
    const socket = connect(Number(url.port), url.hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n');

    program.child.kill('SIGTERM');
    const { code } = await program.ended;

    expect(code).toBe(0);
  });

  it('tells what is wrong with its sources by one line each and never by a stack or a secret', async () => {
    const echo = (status: number) => answering(status, { message: KEY, code: KEY });
    const palette = await startServer(echo(401));
    const localUi = await startServer(echo(400));
    const file = write({ palette: palette.url, localUi: localUi.url });
    const program = run('serve', '--config', file, '--log-level', 'debug');
    const url = await program.url();
    const textOf = async (path: string) => (await fetch(url + path)).text();
    await until(async () => {
      const metrics = await textOf('/metrics');
      expect(metrics).toContain('palette_up{palette="pma"} 0');
      expect(metrics).toContain('palette_localui_up{edge_host="h1"} 0');
    });
    const pages = await Promise.all(['/', '/metrics', '/config', '/sd', '/probe?target=pma'].map(textOf));
    program.child.kill('SIGTERM');
    const { stdout, stderr } = await program.ended;

    expect(linesOf(stderr)).toContainEqual(
      expect.objectContaining({
        reason: 'unauthorized',
        msg: 'palette "pma": GET /v1/users/info answered 401: the API key was rejected; check apiKey',
      }),
    );
    expect(stderr).not.toContain('at ');
    for (const text of [stdout, stderr, ...pages]) expect(text).not.toContain(KEY);
  });

  it('says from the start that its configuration was read, and reads it again on SIGHUP and on request', async () => {
    const palette = await startSilentServer();
    const file = write({ palette: palette.url });
    const program = run('serve', '--config', file, '--web.enable-lifecycle');
    const url = await program.url();

    const metrics = await (await fetch(`${url}/metrics`)).text();
    const unchanged = await (await fetch(`${url}/-/reload`, { method: 'POST' })).text();
    writeFileSync(file, 'palette: 5\n');
    const refused = await fetch(`${url}/-/reload`, { method: 'POST' });
    const message = await refused.text();
    writeFileSync(file, `localUi: [{ name: h9, url: "${palette.url}", username: m, password: p }]\n`);
    program.child.kill('SIGHUP');
    await until(() => expect(program.output.stderr).toContain('"configuration applied"'));

    expect(metrics).toMatch(/^palette_exporter_config_last_reload_successful 1$/m);
    expect(metrics).toMatch(/^palette_exporter_config_last_reload_success_timestamp_seconds 1\d{9}/m);
    expect(unchanged).toBe('the configuration has not changed\n');
    expect([refused.status, message]).toEqual([400, `${file}:1: palette: must be a list, not a number\n`]);
    expect(await (await fetch(`${url}/config`)).text()).toContain('name: h9');
  });

  it('shows a demo that needs nothing, and no configuration that was read', async () => {
    const program = run('demo', '--listen', '127.0.0.1:0');
    const url = await program.url();

    const shown = await (await fetch(`${url}/metrics`)).text();
    await until(async () => {
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('palette_up{palette="demo"} 1');
    });
    program.child.kill('SIGINT');
    const { code, stdout } = await program.ended;

    expect(code).toBe(0);
    expect(stdout).toContain(`metrics       ${url}/metrics`);
    expect(shown).toContain('palette_exporter_build_info{');
    expect(shown).not.toContain('_config_last_reload_');
  });
});

describe('palette-exporter simulate', () => {
  it('prints where everything is and how to log in, and ends when it is told to', async () => {
    const { child, output, ended } = run('simulate', '--scenario', 'node-down');
    await until(() => expect(output.stdout).toMatch(/\}\n$/));

    const { palette, localUi, control } = JSON.parse(output.stdout);
    const answer = await fetch(`${palette.url}/v1/users/info`, { headers: { ApiKey: palette.apiKey } });
    const playing = await (await fetch(control.url)).json();
    child.kill('SIGTERM');

    expect(answer.status).toBe(200);
    expect(localUi).toMatchObject([{ name: 'pma-1' }]);
    expect(playing).toMatchObject({ scenario: 'node-down' });
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

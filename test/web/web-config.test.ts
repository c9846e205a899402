import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../exporter/config/config-error.ts';
import { createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { watchWebConfig } from '../../exporter/web/web-config.ts';
import { recordLog } from '../kit/record-log.ts';
import { temporaryFile, temporaryFolder } from '../kit/temporary.ts';

const HASH = '$2b$04$xDtxuIKBuElJX958ICGOKepVLcVh3.Jj5KTdkpNZ8vf4TDXdUXnc.';
const invalid = join(import.meta.dirname, '../fixtures/web/invalid');

function read(file: string) {
  return watchWebConfig(file, recordLog().log)();
}

function problemsOf(file: string): string[] {
  try {
    read(file);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error(`${file} was accepted`);
}

describe('a web configuration with a mistake', () => {
  const files = readdirSync(invalid).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s is refused with a line that says what to do', (name) => {
    const file = join(invalid, name);
    const expected = (readFileSync(file, 'utf8').split('\n')[0] ?? '')
      .replace('# ', '')
      .replace('DIR', invalid);

    expect(problemsOf(file)).toEqual([expected.startsWith(':') ? file + expected : `${file}: ${expected}`]);
  });

  it('is refused when its file is not there', () => {
    expect(problemsOf('/nowhere/web.yaml')).toEqual([
      '/nowhere/web.yaml: no such file; check the path given with --web.config.file or web.configFile',
    ]);
  });

  it('is refused when certificate and key do not belong together', async () => {
    const [one, other] = [await createCertificate('a', Date.now()), await createCertificate('b', Date.now())];
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'cert.pem'), one.pem);
    writeFileSync(join(folder, 'key.pem'), other.key);
    const file = join(folder, 'web.yaml');
    writeFileSync(file, 'tls_server_config: { cert_file: cert.pem, key_file: key.pem }\n');

    expect(problemsOf(file)[0]).toMatch(/certificate and key cannot be used \(ERR_\w+\)/);
  });
});

describe('a web configuration', () => {
  it('may be empty', () => {
    expect(read(temporaryFile('', 'web.yaml'))).toEqual({
      tls: undefined,
      users: new Map(),
      headers: {},
      rateLimit: undefined,
    });
  });

  it('gives users and headers', () => {
    const file = temporaryFile(
      `basic_auth_users:\n  anna: ${HASH}\nhttp_server_config:\n  http2: true\n  headers: { X-Frame-Options: deny }\n`,
      'web.yaml',
    );

    expect(read(file)).toMatchObject({
      users: new Map([['anna', HASH]]),
      headers: { 'X-Frame-Options': 'deny' },
    });
  });

  it('leaves out blank headers, and a rate limit of no interval', () => {
    const file = temporaryFile(
      "http_server_config:\n  headers: { X-Frame-Options: '', X-XSS-Protection: '0' }\nrate_limit: { interval: 0 }\n",
      'web.yaml',
    );

    expect(read(file)).toMatchObject({ headers: { 'X-XSS-Protection': '0' }, rateLimit: undefined });
  });

  it('gives a rate limit in milliseconds', () => {
    const file = temporaryFile('rate_limit: { interval: 1s, burst: 5 }\n', 'web.yaml');

    expect(read(file).rateLimit).toEqual({ interval: 1000, burst: 5 });
  });

  it('is read again when it changes', () => {
    const file = temporaryFile(`basic_auth_users:\n  anna: ${HASH}\n`, 'web.yaml');
    const current = watchWebConfig(file, recordLog().log);
    const before = current();

    writeFileSync(file, `basic_auth_users:\n  anna: ${HASH}\n  bert: ${HASH}\n`);

    expect([...before.users.keys()]).toEqual(['anna']);
    expect([...current().users.keys()]).toEqual(['anna', 'bert']);
    expect(current()).toBe(current());
  });

  it.each(['', 'http_server_config: {}\n', 'basic_auth_users:\n'])(
    'does not open the door when its users are gone: %j',
    (text) => {
      const { log, lines } = recordLog();
      const file = temporaryFile(`basic_auth_users:\n  anna: ${HASH}\n`, 'web.yaml');
      const current = watchWebConfig(file, log);

      writeFileSync(file, text);

      expect([...current().users.keys()]).toEqual(['anna']);
      expect(lines.map(({ msg }) => msg)).toEqual([
        expect.stringContaining('names no users any more, and the old ones stay'),
      ]);
    },
  );

  it('opens it where that is what the file says', () => {
    const file = temporaryFile(`basic_auth_users:\n  anna: ${HASH}\n`, 'web.yaml');
    const current = watchWebConfig(file, recordLog().log);

    writeFileSync(file, 'basic_auth_users: {}\n');

    expect(current().users.size).toBe(0);
  });

  it('stays in use when it is changed for the worse, which is logged once', () => {
    const { log, lines } = recordLog();
    const file = temporaryFile(`basic_auth_users:\n  anna: ${HASH}\n`, 'web.yaml');
    const current = watchWebConfig(file, log);

    writeFileSync(file, 'basic_auth_users:\n  anna: plain-s3cret\n');
    const users = [current(), current(), current()].map((config) => [...config.users.keys()]);

    expect(users).toEqual([['anna'], ['anna'], ['anna']]);
    expect(lines.map(({ msg }) => msg)).toEqual([
      `web configuration refused: ${file}:2: basic_auth_users.anna: must be a bcrypt hash of cost 4 to 19, as htpasswd -nB makes it`,
    ]);
  });
});

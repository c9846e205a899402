import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../exporter/config/config.ts';
import { ConfigError } from '../../exporter/config/config-error.ts';
import { temporaryFile } from '../kit/temporary.ts';

const invalid = join(import.meta.dirname, '../fixtures/config/invalid');
const valid = join(import.meta.dirname, '../fixtures/config/valid');
const palette = { name: 'pma', url: 'https://palette.example.com', apiKey: 'k3y' };

/** The lines that a configuration is refused with. */
function problemsOf(file: string): string[] {
  try {
    loadConfig(file, {});
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error(`${file} was accepted`);
}

describe('a configuration with a mistake', () => {
  const files = readdirSync(invalid).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s is refused with a line for each problem, which says what to do', (name) => {
    const file = join(invalid, name);
    // The fixture begins with what is expected, as a comment; a line number stands in place of the path.
    const comment = readFileSync(file, 'utf8').split('\n\n')[0] ?? '';
    const expected = comment
      .split('\n')
      .map((line) => line.replace(/^# /, '').replaceAll('DIR', invalid))
      .map((line) => (line.startsWith(':') ? `${file}${line}` : `${file}: ${line}`));

    expect(problemsOf(file)).toEqual(expected);
  });

  it('is refused when its file is not there', () => {
    expect(problemsOf('/nowhere/palette-exporter.yaml')).toEqual([
      '/nowhere/palette-exporter.yaml: no such file; check the path given with --config',
    ]);
  });

  it('is refused when it is a folder', () => {
    expect(problemsOf(valid)).toEqual([`${valid}: is a folder; check the path given with --config`]);
  });

  it.each([
    'apiKey: "k3y-secret" trailing',
    'apiKey: [k3y-secret',
    '"k3y-secret": "a" "b"',
    'apiKey: @k3y-secret',
  ])('is not quoted, since it may hold secrets: %s', (line) => {
    const problems = problemsOf(temporaryFile(`palette:\n  - name: pma\n    ${line}\n`, 'config.yaml'));

    expect(problems.join('\n')).toContain('not valid YAML');
    expect(problems.join('\n')).not.toContain('secret');
  });

  it('does not show a secret that is of the wrong type or in the wrong place', () => {
    const problems = problemsOf(
      temporaryFile(
        'palette:\n  - name: pma\n    url: [s3cret]\n    apiKey: { k: s3cret }\n    tls: s3cret\n',
      ),
    );

    expect(problems.join('\n')).not.toContain('s3cret');
  });
});

describe('a complete configuration', () => {
  const config = loadConfig(join(valid, 'full.yaml'), { PALETTE_API_KEY: 'k3y: "from" environment' });

  it('takes secrets from files beside it, and leaves them there', () => {
    expect(config.palette[0]?.apiKey).toEqual({ file: join(valid, 'api-key.txt') });
    expect(config.palette[0]?.system?.password).toEqual({ file: join(valid, 'password.txt') });
    expect(config.localUi[0]?.password).toEqual({ file: join(valid, 'password.txt') });
  });

  it('takes secrets from the environment, as text whatever they hold', () => {
    expect(config.palette[1]?.apiKey).toEqual({ value: 'k3y: "from" environment' });
  });

  it('finds the files that it names beside itself', () => {
    expect(config.palette[0]?.tls).toEqual({ caFile: join(valid, 'authority.pem') });
    expect(config.web.configFile).toBe(join(valid, 'web.yaml'));
  });

  it('reads a fingerprint as openssl prints it', () => {
    expect(config.localUi[0]?.tls?.pinSha256).toMatch(/^(abcdef0123456789){4}$/);
  });

  it('gives durations in milliseconds', () => {
    expect(config.collectors.clusters).toEqual({ every: 90_000, maxAge: 600_000 });
  });

  it('keeps the path of a URL', () => {
    expect(config.palette[1]?.url.href).toBe('https://api.example.com/console');
  });
});

describe('what a configuration leaves out', () => {
  const config = parseConfig({ palette: [palette] }, 'test');

  it('has a default', () => {
    expect(config.web.listen).toEqual({ host: undefined, port: 9877 });
    expect(config.palette[0]).toMatchObject({ projects: 'all', budgetShare: 0.3 });
    expect(config.localUi).toEqual([]);
  });
});

describe('variables of the environment', () => {
  it('may stand within a text', () => {
    const file = temporaryFile(
      `palette:\n  - { name: "\${SITE}-pma", url: "https://\${HOST}/", apiKey: k3y }\n`,
      'config.yaml',
    );

    const config = loadConfig(file, { SITE: 'berlin', HOST: 'palette.example.com' });

    expect(config.palette[0]).toMatchObject({ name: 'berlin-pma' });
    expect(config.palette[0]?.url.host).toBe('palette.example.com');
  });

  it('are not looked for in each other', () => {
    const file = temporaryFile(
      `palette:\n  - { name: pma, url: "https://palette.example.com", apiKey: "\${A}" }\n`,
      'config.yaml',
    );

    const config = loadConfig(file, { A: `\${B}`, B: 'no' });

    expect(config.palette[0]?.apiKey).toEqual({ value: `\${B}` });
  });
});

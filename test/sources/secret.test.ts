import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSecret } from '../../exporter/sources/secret.ts';
import { temporaryFile, temporaryFolder } from '../kit/temporary.ts';

describe('a secret', () => {
  it('is what the configuration says', () => {
    const secret = createSecret({ value: 'k3y' }, 'apiKey');

    expect([secret.read(), secret.origin]).toEqual(['k3y', 'apiKey']);
  });

  it('is the content of its file without blanks around it', () => {
    const file = temporaryFile('  k3y\n\n');
    const secret = createSecret({ file }, 'apiKey');

    expect([secret.read(), secret.origin]).toEqual(['k3y', `apiKeyFile ${file}`]);
  });

  it('is read again when its file is written', () => {
    const file = temporaryFile('old');
    const secret = createSecret({ file }, 'apiKey');
    secret.read();

    writeFileSync(file, 'new!');

    expect(secret.read()).toBe('new!');
  });

  it('is read again when its file is replaced by one of the same age and length', () => {
    const file = temporaryFile('old');
    const secret = createSecret({ file }, 'apiKey');
    secret.read();

    const { atime, mtime } = statSync(file);
    writeFileSync(`${file}.next`, 'new');
    utimesSync(`${file}.next`, atime, mtime);
    renameSync(`${file}.next`, file);

    expect(secret.read()).toBe('new');
  });

  it('is read again when Kubernetes switches the link to its folder', () => {
    const folder = temporaryFolder();
    for (const [version, key] of Object.entries({ '..1': 'old', '..2': 'new' })) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'key'), key);
      utimesSync(join(folder, version, 'key'), 1_000, 1_000);
    }
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync('..data/key', join(folder, 'key'));
    const secret = createSecret({ file: join(folder, 'key') }, 'apiKey');
    const before = [secret.read(), secret.version()];

    symlinkSync('..2', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    rmSync(join(folder, '..1'), { recursive: true });

    expect(before[0]).toBe('old');
    expect(secret.version()).not.toBe(before[1]);
    expect(secret.read()).toBe('new');
  });

  it('fails while its file is empty or gone, and recovers', () => {
    const file = temporaryFile('');
    const secret = createSecret({ file }, 'apiKey');

    expect(() => secret.read()).toThrow(`${file} is empty`);
    rmSync(file);
    expect(() => secret.read()).toThrow('ENOENT');
    writeFileSync(file, 'back');
    expect(secret.read()).toBe('back');
  });
});

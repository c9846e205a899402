import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFile } from '../../../../exporter/package.ts';
import {
  BOOT_STATE_SCRIPT,
  BOOT_STATES,
  bootStateMetrics,
  bootStateScript,
} from '../../../../generator/outputs/hosts/boot-state.ts';
import { parseSamples } from '../../../kit/parse-samples.ts';
import { temporaryFolder } from '../../../kit/temporary.ts';

type Files = Readonly<Record<string, string | Buffer>>;

const EFI = 'sys/firmware/efi/efivars';
const VENDOR = '4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';
const UKI = { 'proc/cmdline': 'console=tty1 rd.immucore.uki\n' };
const KAIROS = { 'etc/kairos-release': '' };

/** Writes the files of a host below a folder. */
function treeOf(files: Files): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

function run(files: Files, target = '-'): string {
  const root = treeOf(files);
  const script = packageFile('generator', 'templates', BOOT_STATE_SCRIPT);
  return execFileSync('sh', [script, target], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOST_ROOT: root },
    stdio: 'pipe',
  });
}

/** The state whose series is 1; undefined when there is none. */
function stateOf(files: Files): string | undefined {
  const states = parseSamples(run(files)).filter(({ name }) => name === 'kairos_boot_state');
  if (states.length > 0) expect(states.map(({ labels }) => labels.state)).toEqual(BOOT_STATES);
  const current = states.filter(({ value }) => value === '1');
  expect(current).toHaveLength(states.length === 0 ? 0 : 1);
  return current[0]?.labels.state;
}

/** A text as EFI variables hold it: four bytes of attributes, then UTF-16. */
function efi(text: string): Buffer {
  return Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`${text}\0`, 'utf16le')]);
}

describe('the boot state', () => {
  it.each([
    ['active_mode', 'active'],
    ['passive_mode', 'passive'],
    ['recovery_mode', 'recovery'],
    ['autoreset_mode', 'autoreset'],
    ['live_mode', 'livecd'],
    ['unknown', 'unknown'],
  ])('of a host with the sentinel %s is %s', (sentinel, state) => {
    expect(stateOf({ [`run/cos/${sentinel}`]: '1' })).toBe(state);
  });

  it('comes from the sentinel first, whatever the command line says', () => {
    expect(stateOf({ 'run/cos/passive_mode': '1', 'proc/cmdline': 'root=LABEL=COS_ACTIVE' })).toBe('passive');
  });

  it('minds no other files beside the sentinel', () => {
    const files = { 'run/cos/active_mode': '1', 'run/cos/uki_boot_mode': '1', 'run/cos/cos-layout.env': '' };

    expect(stateOf(files)).toBe('active');
  });

  it.each([
    ['root=LABEL=COS_ACTIVE cos-img/filename=/cOS/active.img', 'active'],
    ['root=LABEL=COS_PASSIVE cos-img/filename=/cOS/passive.img', 'passive'],
    ['root=LABEL=COS_SYSTEM cos-img/filename=/cOS/recovery.img', 'recovery'],
    ['root=LABEL=COS_RECOVERY', 'recovery'],
    ['recovery-mode', 'recovery'],
    ['root=LABEL=COS_RECOVERY recovery-mode kairos.reset', 'autoreset'],
    ['root=live:LABEL=COS_LIVE', 'livecd'],
    ['root=live:CDLABEL=KAIROS', 'livecd'],
    ['netboot', 'livecd'],
    ['root=/dev/sda1 quiet', 'unknown'],
    ['', 'unknown'],
  ])('of a host with the command line "%s" is %s', (cmdline, state) => {
    expect(stateOf({ ...KAIROS, 'proc/cmdline': cmdline })).toBe(state);
  });

  it.each([
    ['active.conf', 'active'],
    ['active_install-mode.conf', 'active'],
    ['passive.conf', 'passive'],
    ['recovery.conf', 'recovery'],
    ['statereset.conf', 'autoreset'],
    ['windows.conf', 'unknown'],
    ['active', 'unknown'],
  ])('under Trusted Boot with the entry %s is %s', (entry, state) => {
    const files = {
      ...UKI,
      [`${EFI}/LoaderDevicePartUUID-${VENDOR}`]: efi('0b2c'),
      [`${EFI}/LoaderEntrySelected-${VENDOR}`]: efi(entry),
    };

    expect(stateOf(files)).toBe(state);
  });

  it('under Trusted Boot is unknown without an entry, and livecd when no disk was booted', () => {
    expect(stateOf({ ...UKI, [`${EFI}/LoaderDevicePartUUID-${VENDOR}`]: efi('0b2c') })).toBe('unknown');
    expect(stateOf(UKI)).toBe('livecd');
  });

  it('is unknown where sentinels contradict each other and nothing else tells', () => {
    expect(stateOf({ 'run/cos/active_mode': '1', 'run/cos/recovery_mode': '1' })).toBe('unknown');
  });

  it.each([
    ['the sentinel', { ...KAIROS }, 'unknown'],
    ['the release file', { 'run/cos/active_mode': '1' }, 'active'],
  ])('is still told when %s is missing', (_what, files, state) => {
    expect(stateOf(files)).toBe(state);
    expect(run(files)).toContain('kairos_detected 1\n');
  });

  it('is not told of a host without a trace of Kairos', () => {
    const text = run({ 'etc/os-release': 'NAME="Ubuntu"\n', 'proc/cmdline': 'root=/dev/sda1' });

    expect(parseSamples(text)).toEqual([{ name: 'kairos_detected', labels: {}, value: '0' }]);
    expect(run({})).toBe(text);
  });
});

describe('the image', () => {
  const imageOf = (files: Files) => run(files).match(/^kairos_image_info.*$/m)?.[0];

  it('is told by version and label', () => {
    const release =
      'KAIROS_VERSION="v3.4.2"\nKAIROS_VERSION_ID="no"\nKAIROS_IMAGE_LABEL="22.04-core-amd64"\n';

    expect(imageOf({ 'etc/kairos-release': release })).toBe(
      'kairos_image_info{version="v3.4.2",image_label="22.04-core-amd64"} 1',
    );
  });

  it('may be told by the file of the operating system, or by the release alone', () => {
    expect(imageOf({ 'run/cos/active_mode': '', 'etc/os-release': "KAIROS_RELEASE='v3.5.0'" })).toBe(
      'kairos_image_info{version="v3.5.0",image_label=""} 1',
    );
  });

  it('is never run as a program, nor breaks the format', () => {
    const version = '$(touch /tmp/x)`id`\\"} 1\u0001\u00e4';

    expect(imageOf({ 'etc/kairos-release': `KAIROS_VERSION="${version}"` })).toBe(
      'kairos_image_info{version="$(touch /tmp/x)`id`} 1",image_label=""} 1',
    );
  });

  it('is left out where nothing tells', () => {
    expect(imageOf(KAIROS)).toBeUndefined();
  });
});

describe('the history', () => {
  const historyOf = (state: string) =>
    parseSamples(run({ ...KAIROS, 'usr/local/.kairos-state': state }))
      .filter(({ name }) => name.endsWith('_timestamp_seconds'))
      .map(({ name, value }) => `${name} ${value}`);

  it('tells when the host was installed, upgraded and reset, as far as it was', () => {
    const state = [
      'first-install: "2025-12-31T23:59:59Z"',
      'first-install-source: oci:registry.example.com/kairos:1',
      'last-active-upgrade: "2026-07-01T10:00:00Z"',
      'last-passive-upgrade: never',
      'last-recovery-upgrade: 2026-08-02 01:02:03+02:00',
      'last-reset: never',
    ];

    expect(historyOf(state.join('\n'))).toEqual([
      'kairos_first_install_timestamp_seconds 1767225599',
      'kairos_last_active_upgrade_timestamp_seconds 1782900000',
      'kairos_last_recovery_upgrade_timestamp_seconds 1785625323',
    ]);
  });

  it.each([
    '1970-01-01T00:00:00Z',
    '2000-02-29T08:09:08Z',
    '2024-02-29T23:59:59.123456789+02:30',
    '2024-12-31T00:00:00-11:00',
    '2038-01-19T03:14:08Z',
    '2100-03-01T00:00:00Z',
  ])('reads %s as the calendar has it', (time) => {
    const expected = Math.floor(Date.parse(time) / 1000);

    expect(historyOf(`last-reset: ${time}`)).toEqual([`kairos_last_reset_timestamp_seconds ${expected}`]);
  });

  it.each(['never', '', 'yesterday', '2026-07-01', '2026-07-01T10:00:00', '$(id)'])(
    'leaves out "%s", which is no point in time',
    (time) => {
      expect(historyOf(`last-reset: ${time}`)).toEqual([]);
    },
  );
});

describe('the script', () => {
  const everything = {
    'run/cos/active_mode': '1',
    'etc/kairos-release': 'KAIROS_VERSION=v3.4.2\n',
    'usr/local/.kairos-state': ['first-install', 'last-active-upgrade', 'last-passive-upgrade']
      .concat('last-recovery-upgrade', 'last-reset')
      .map((key) => `${key}: 2026-07-01T10:00:00Z\n`)
      .join(''),
  };

  it('describes its metrics as the catalogue does', () => {
    const headers = bootStateMetrics.map(
      ({ name, help, type }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`,
    );
    const written = run(everything)
      .split('\n')
      .filter((line) => line.startsWith('#'))
      .join('\n');

    expect(`${written}\n`).toBe(headers.join(''));
  });

  it('puts its file into place whole and readable for all, and leaves nothing else behind', () => {
    const folder = temporaryFolder();
    const target = join(folder, 'kairos.prom');
    writeFileSync(target, 'old');

    run(everything, target);

    expect(readdirSync(folder)).toEqual(['kairos.prom']);
    expect(readFileSync(target, 'utf8')).toBe(run(everything));
    expect(statSync(target).mode & 0o777).toBe(0o644);
  });

  it('fails when it cannot write, and without a target', () => {
    expect(() => run(everything, '/nowhere/kairos.prom')).toThrow();
    expect(() => run(everything, '')).toThrow();
  });

  it('comes with the package', () => {
    expect(bootStateScript()).toMatch(/^#!\/bin\/sh\n/);
  });
});

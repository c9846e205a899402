import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { packageText } from '../../../../exporter/package.ts';
import { EXPORTER_UNIT, exporterUnitFiles } from '../../../../generator/outputs/hosts/exporter-unit.ts';
import { temporaryFile } from '../../../kit/temporary.ts';

const unit = exporterUnitFiles().get(`hosts/${EXPORTER_UNIT}`)?.toString() ?? '';
/** How exposed systemd may find it, in tenths on a scale to 100; a unit without any hardening has 96. */
const EXPOSURE = 15;

it('starts the program of the package with the configuration in /etc, as a user of its own', () => {
  const { ExecStart = '', User, Group, StateDirectory, ConfigurationDirectory } = directives('Service');
  const [program = '', ...args] = ExecStart.split(' ');

  expect(Object.keys(JSON.parse(packageText('package.json')).bin)).toContain(program);
  expect(args).toEqual(['serve', '--config', '/etc/palette-exporter/palette-exporter.yaml']);
  expect({ User, Group, StateDirectory, ConfigurationDirectory }).toEqual({
    User: 'palette-exporter',
    Group: 'palette-exporter',
    StateDirectory: 'palette-exporter',
    ConfigurationDirectory: 'palette-exporter',
  });
});

it('is not started again over a wrong configuration, and has more time to end than the program takes', () => {
  const { Restart, RestartPreventExitStatus, TimeoutStopSec } = directives('Service');

  expect({ Restart, RestartPreventExitStatus, TimeoutStopSec }).toEqual({
    Restart: 'on-failure',
    RestartPreventExitStatus: '2',
    TimeoutStopSec: '10s',
  });
});

it('leaves the memory of V8 executable, without which Node.js does not start', () => {
  expect(directives('Service')).not.toHaveProperty('MemoryDenyWriteExecute');
});

it('systemd takes it without a word, and finds it hardly exposed', (context) => {
  const version = spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    const reason = 'systemd-analyze is not on the PATH: the unit has not been verified by it';
    process.stderr.write(`${reason}\n`);
    return context.skip(reason);
  }
  // The program need not be installed where the test runs.
  const text = unit.replace('ExecStart=palette-exporter', `ExecStart=${process.execPath}`);
  const file = temporaryFile(text, EXPORTER_UNIT);

  const verified = analyse('verify', '--man=no', file);
  const rated = analyse('security', '--offline=true', `--threshold=${EXPOSURE}`, '--no-pager', file);

  expect(verified).toEqual({ said: '', status: 0 });
  expect(rated.status, rated.said).toBe(0);
});

function analyse(...args: readonly string[]): { said: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { said: `${stdout}${stderr}`, status };
}

/** The directives of a section, as systemd reads them; of those that are given twice the last one. */
function directives(section: string): Readonly<Record<string, string>> {
  const lines = unit.split('\n').map((line) => line.trim());
  const begin = lines.indexOf(`[${section}]`) + 1;
  const end = lines.findIndex((line, index) => index >= begin && line.startsWith('['));
  const own = lines.slice(begin, end).filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(own.map((line) => line.split(/=(.*)/s).slice(0, 2)));
}

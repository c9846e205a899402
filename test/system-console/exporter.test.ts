import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import { type Exporter, startExporter } from '../../exporter/exporter.ts';
import type { Fault } from '../../exporter/simulator/faults.ts';
import { type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { SECRET_MARK } from '../../exporter/simulator/world/build/marked-secret.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import { recordLog } from '../kit/record-log.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function expositionOf({ store }: Exporter): string {
  return bodyOf(store.response({ format: 'text', gzip: false, live: { text: '', families: [] } })).toString();
}

/** An exporter that reads both consoles of a simulated Palette, and all that it says. */
async function start(palette: SimulatorOptions['palette'] = {}, faults: readonly Fault[] = []) {
  const simulator = await startSimulator({ palette: { rateLimit: false, ...palette } });
  simulator.faults.push(...faults);
  const { url, apiKey, system } = simulator.palette;
  const collectors = {
    certificates: { detail: true },
    edge_host_details: { detail: true },
    workspaces: { enabled: true },
  };
  const config = parseConfig(
    { palette: [{ name: 'pma', url, apiKey, system, budgetShare: 1 }], collectors },
    'test',
  );
  const { log, lines } = recordLog('debug');
  const exporter = startExporter(config, { log });
  closing.push(exporter.close, simulator.close);
  const ofSystem = () => exporter.status().filter(({ source }) => source === 'pma/system');
  const up = () => /^palette_system_up\{.*/m.exec(expositionOf(exporter))?.[0];
  return { exporter, lines, ofSystem, up };
}

describe('an exporter with a login for the system console', () => {
  it('reads both consoles, and no secret of theirs goes anywhere', async () => {
    const { exporter, lines, ofSystem } = await start();

    await vi.waitFor(() => expect(ofSystem().map(({ reason }) => reason)).not.toContain(undefined), 60_000);
    const text = expositionOf(exporter);

    expect(ofSystem().filter(({ reason }) => reason !== 'ok')).toEqual([]);
    expect(text).toContain('palette_system_up{palette="pma"} 1\n');
    expect(text).toContain('palette_up{palette="pma"} 1\n');
    expect(text + JSON.stringify(lines) + JSON.stringify(exporter.status())).not.toContain(SECRET_MARK);
  });

  it('says of an older Palette what it does not support, and leaves the rest alone', async () => {
    const { exporter, ofSystem, up } = await start({ older: true });

    await vi.waitFor(
      () =>
        expect(
          ofSystem()
            .map(({ reason }) => reason)
            .filter((reason) => reason !== undefined).length,
        ).toBeGreaterThan(10),
      60_000,
    );
    const metrics = await exporter.telemetry.registry.metrics();

    expect(metrics).toContain(
      'palette_exporter_collector_supported{source="pma/system",collector="system_version"} 0',
    );
    expect(metrics).toContain('palette_exporter_collector_supported{source="pma",collector="api"} 1');
    expect(up()).toBe('palette_system_up{palette="pma"} 1');
  });
});

describe('a system console that does not know who is logged in', () => {
  it.each([404, 405])('is up where that is answered %i, and the rest is read', async (status) => {
    const kind = { status, body: '{"code":"ResourceNotFound"}' };
    const { ofSystem, up } = await start({}, [{ match: '/v1/system/users/me', kind }]);

    await vi.waitFor(() => expect(ofSystem().map(({ reason }) => reason)).not.toContain(undefined), 60_000);

    expect(ofSystem().filter(({ reason }) => reason !== 'ok')).toEqual([]);
    expect(up()).toBe('palette_system_up{palette="pma"} 1');
  });

  it.each([
    ['there is no login', '/v1/auth/syslogin', 404, '{"code":"ResourceNotFound"}'],
    ['the ingress answers for it', '/v1/system/users/me', 404, '<html>'],
    ['it fails', '/v1/system/users/me', 503, ''],
  ])('is down where %s', async (_where, match, status, body) => {
    const { up } = await start({}, [{ match, kind: { status, body } }]);

    await vi.waitFor(() => expect(up()).toBe('palette_system_up{palette="pma"} 0'), 60_000);
  });
});

describe('the configuration of the system console', () => {
  const parse = (system: unknown, collectors = {}) =>
    parseConfig(
      { palette: [{ name: 'pma', url: 'https://palette.example.com', apiKey: 'k', system }], collectors },
      'p.yaml',
    );

  it.each([
    [
      { username: 'monitor' },
      'p.yaml: palette[0].system.passwordFile: is missing: give one of password and passwordFile',
    ],
    [{ password: 'x' }, 'p.yaml: palette[0].system.username: is missing'],
    [
      { username: 'monitor', passwordFile: '/nowhere/password' },
      'palette[0].system.passwordFile: the file that it names',
    ],
    [{ username: 'monitor', password: 'x', otp: 1 }, 'palette[0].system: unknown key "otp"'],
  ])('%j is refused', (system, problem) => {
    expect(() => parse(system)).toThrow(problem);
  });

  it('takes detail where a collector has more to tell, and nowhere else', () => {
    expect(parse(undefined, { certificates: { detail: true } }).collectors.certificates?.detail).toBe(true);
    expect(() => parse(undefined, { scans: { detail: true } })).toThrow('collectors.scans.detail');
  });
});

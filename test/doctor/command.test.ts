import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../exporter/simulator/simulator.ts';
import { temporaryFile } from '../kit/temporary.ts';

const MAIN = join(import.meta.dirname, '../../dist/exporter/main.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program with a configuration. */
function doctor(config: unknown, ...flags: string[]): Promise<Ended> {
  const file = temporaryFile(JSON.stringify(config), 'palette-exporter.yaml');
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'doctor', '--config', file, ...flags], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe('palette-exporter doctor', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ palette: { rateLimit: false } });
  });
  afterAll(() => simulator.close());

  const palette = (more: object = {}) => ({
    palette: [
      { name: 'pma', url: simulator.palette.url, apiKey: simulator.palette.apiKey, budgetShare: 1, ...more },
    ],
  });

  it('ends with 0 and a table when all is good', async () => {
    const { code, stdout } = await doctor(palette());

    expect(stdout).toMatch(/ok {4}collector clusters +2 requests/);
    expect(code).toBe(0);
  });

  it('ends with 1 when something is wrong, also for programs', async () => {
    const { code, stdout } = await doctor(palette({ apiKey: 'wrong' }), '--json');

    expect(JSON.parse(stdout)).toMatchObject({ ok: false, sources: [{ source: 'pma', kind: 'palette' }] });
    expect(code).toBe(1);
  });

  it('ends with 2 when the configuration is wrong', async () => {
    const { code, stderr, stdout } = await doctor({ palettes: [] });

    expect(stderr).toContain('unknown key "palettes"');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

import { writeFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConfigInput, parseConfig } from '../exporter/config/config.ts';
import { startExporter } from '../exporter/exporter.ts';
import { configuredSources } from '../exporter/simulator/configured-sources.ts';
import { type SimulatorOptions, startSimulator } from '../exporter/simulator/simulator.ts';
import { bodyOf } from './kit/exposition-text.ts';
import { recordLog } from './kit/record-log.ts';
import { temporaryFile } from './kit/temporary.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setUp(
  source: Partial<NonNullable<ConfigInput['palette']>[number]>,
  world: SimulatorOptions = {},
) {
  const simulator = await startSimulator(world);
  const { url, apiKey } = simulator.palette;
  const palette = [{ name: 'pma', url, ...(source.apiKeyFile ? {} : { apiKey }), ...source }];
  const { log, lines } = recordLog();
  const exporter = startExporter(parseConfig({ palette, collectors: { api: { every: '1s' } } }, 'test'), {
    log,
  });
  closing.push(simulator.close, exporter.close);
  const text = () => bodyOf(exporter.store.response({ format: 'text', gzip: false })).toString('utf8');
  return { simulator, exporter, lines, text };
}

describe('the exporter', () => {
  it('keeps to its share of every prefix, with all collectors together', async () => {
    const { simulator } = await setUp({ budgetShare: 0.3 }, { clusters: 100, hosts: 300 });

    const began = performance.now();
    await later(4000);
    const seconds = Math.ceil((performance.now() - began) / 1000);

    const counts = new Map<string, number>();
    for (const { prefix } of simulator.requests) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    // What a second allows may go at its beginning and again at its end.
    const allowed = (prefix: string) => (isFast(prefix) ? 15 : 3) * (seconds + 1);
    expect([...counts].filter(([prefix, count]) => count > allowed(prefix))).toEqual([]);
    expect(counts.get('/v1/dashboard')).toBeGreaterThan(8);
    expect(simulator.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('sends a wrong key to nobody again, and goes on with the right one as soon as its file has it', async () => {
    const apiKeyFile = temporaryFile('wrong-key');
    const { simulator, text, lines } = await setUp({ apiKeyFile });
    await vi.waitFor(() => expect(text()).toContain('palette_up{palette="pma"} 0'), { timeout: 60_000 });
    await later(500);
    const refused = simulator.requests.length;
    await later(2500);
    const meanwhile = simulator.requests.length - refused;

    writeFileSync(apiKeyFile, simulator.palette.apiKey);
    await vi.waitFor(() => expect(text()).toContain('palette_up{palette="pma"} 1'), { timeout: 60_000 });

    expect(meanwhile).toBe(0);
    expect(lines.map(({ reason, msg }) => reason ?? msg)).toEqual(['unauthorized', 'collector works again']);
  });

  it('ends its sessions when it is closed', async () => {
    const simulator = await startSimulator();
    const { localUi } = configuredSources(simulator, 'pma');
    const exporter = startExporter(parseConfig({ localUi }, 'test'), { log: recordLog().log });
    const count = (end: string) => simulator.requests.filter(({ path }) => path.endsWith(end)).length;
    await vi.waitFor(() => expect(count('/current')).toBeGreaterThanOrEqual(localUi.length), {
      timeout: 60_000,
    });

    await exporter.close();
    await simulator.close();

    expect([count('/login'), count('/logout')]).toEqual([localUi.length, localUi.length]);
  });
});

function isFast(prefix: string): boolean {
  return ['/v1/cloudconfigs', '/v1/clusterprofiles', '/v1/spectroclusters', '/v1/events/components'].includes(
    prefix,
  );
}

import { X509Certificate } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import { startExporter } from '../../exporter/exporter.ts';
import { api } from '../../exporter/palette/api.ts';
import { startSimulator } from '../../exporter/simulator/simulator.ts';
import { bodyOf } from '../kit/exposition-text.ts';
import { temporaryFile } from '../kit/temporary.ts';
import { testPalette } from '../kit/test-palette.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('the API of a Palette', () => {
  it('tells whose key it is, and lets the others know', async () => {
    const palette = testPalette(() => ({ orgName: 'acme', tenantUid: 't1', userUid: 'u1' }));

    const { text } = await palette.run(api);

    expect(text).toContain('palette_info{palette="pma",tenant_uid="t1",organization="acme"} 1');
    expect(await palette.fleet.identity.asked).toMatchObject({ tenantUid: 't1', userUid: 'u1' });
  });

  it('forgets whose key it was when it cannot ask', async () => {
    const palette = testPalette(() => undefined);

    await expect(palette.run(api)).rejects.toMatchObject({ reason: 'not_found' });

    expect(palette.fleet.identity.asked).toBeUndefined();
  });

  it('shows until when its certificate is valid', async () => {
    const simulator = await startSimulator({ palette: { rateLimit: false, tls: true } });
    const { url, apiKey, cert = '' } = simulator.palette;
    const tls = { caFile: temporaryFile(cert, 'ca.pem') };
    const address = url.replace('127.0.0.1', 'localhost');
    const config = parseConfig({ palette: [{ name: 'pma', url: address, apiKey, tls }] }, 'test');
    const exporter = startExporter(config, { log: pino({ level: 'silent' }) });
    closing.push(exporter.close, simulator.close);
    const text = () =>
      bodyOf(
        exporter.store.response({ format: 'text', gzip: false, live: { text: '', families: [] } }),
      ).toString();

    await vi.waitFor(() => expect(text()).toContain('palette_up{palette="pma"} 1'), 60_000);

    const notAfter = Date.parse(new X509Certificate(cert).validTo) / 1000;
    expect(text()).toContain(`palette_tls_not_after_timestamp_seconds{palette="pma"} ${notAfter}\n`);
  });
});

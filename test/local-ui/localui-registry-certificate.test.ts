import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localuiRegistryCertificate } from '../../exporter/local-ui/localui-registry-certificate.ts';
import { createCertificate } from '../../exporter/simulator/server-certificate.ts';
import { runCollector } from '../kit/test-local-ui.ts';

const MADE = Date.parse('2026-01-01T00:00:00Z');
const ENDS = Date.parse('2027-01-01T00:00:00Z') / 1000;

describe('localui_registry_certificate', () => {
  let registry: Server;
  let port: number;
  beforeAll(async () => {
    const { key, pem } = await createCertificate('registry', MADE);
    registry = createServer({ key, cert: pem });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    ({ port } = registry.address() as AddressInfo);
  });
  afterAll(() => void registry.close());

  const run = (at?: { readonly host: string; readonly port: number }) =>
    runCollector(localuiRegistryCertificate.name, () => expect.fail('nothing is asked of Local UI'), at);

  it('tells when the certificate ends, whoever signed it', async () => {
    expect((await run({ host: '127.0.0.1', port })).samples).toEqual([
      `palette_localui_registry_tls_not_after_timestamp_seconds{edge_host="h1"} ${ENDS}`,
    ]);
  });

  it('tells nothing where no port is configured', async () => {
    expect((await run()).samples).toEqual([]);
  });

  it('says what it tried where nobody listens', async () => {
    await new Promise((resolve) => registry.close(resolve));

    await expect(run({ host: '127.0.0.1', port })).rejects.toMatchObject({
      reason: 'connection',
      message: expect.stringMatching(
        /^the registry of "h1" at 127\.0\.0\.1:\d+: .*ECONNREFUSED.*; is there a registry with TLS\? check registryPort$/,
      ),
    });
  });
});

import { X509Certificate } from 'node:crypto';
import type { Simulator } from './simulator.ts';

/**
 * Palette with its system console, and every Local UI, as the configuration of an exporter lists them: those behind TLS by
 * the fingerprints of their certificates. Nobody else uses this Palette, so that its whole budget may be spent.
 *
 * @param name of the Palette
 */
export function configuredSources(
  { palette, localUi }: Pick<Simulator, 'palette' | 'localUi'>,
  name: string,
) {
  const { url, apiKey, system, cert } = palette;
  const tls = cert === undefined ? {} : { tls: { pinSha256: pinOf(cert) } };
  return {
    palette: [{ name, url, apiKey, system, budgetShare: 1, ...tls }],
    localUi: localUi.map(({ pinSha256, ...host }) => ({ ...host, tls: { pinSha256 } })),
  };
}

function pinOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import type { LocalUiHost } from './api/local-ui.ts';

const metrics = {
  expiry: gauge(
    'palette_localui_registry_tls_not_after_timestamp_seconds',
    'When the certificate of the registry on a host expires, as shown in the handshake; no series without registryPort.',
    { labels: [], per: 'Local UI host with registryPort' },
  ),
};

/**
 * The certificate of the registry in the cluster, which the packs of zot up to 0.1.89 and of harbor up to 1.19.0 make for a
 * year and do not renew. No answer of Local UI tells of it, so the handshake is looked at.
 */
export const localuiRegistryCertificate = defineCollector<LocalUiHost>({
  name: 'localui_registry_certificate',
  describes: 'When the certificate ends that the registry on a host shows, where `registryPort` is set.',
  every: '15m',
  metrics,
  reads: [],
  async collect(localUi, emit) {
    emit(metrics.expiry, (await localUi.registryCertificate())?.notAfter);
  },
});

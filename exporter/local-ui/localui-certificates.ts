import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { flag, list, object, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { LocalUiCluster } from './api/local-ui.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';
import { dateText } from './parts/text-values.ts';

const labels = [...clusterLabels, 'ca', 'certificate', 'node'] as const;
const per = 'control plane certificate of a locally managed cluster';

const metrics = {
  notAfter: gauge(
    'palette_localui_certificate_not_after_timestamp_seconds',
    'When a control plane certificate of a locally managed cluster expires; of an authority where no certificate is named.',
    { labels, per },
  ),
  notBefore: gauge(
    'palette_localui_certificate_not_before_timestamp_seconds',
    'When a control plane certificate of a locally managed cluster was issued.',
    { labels, per },
  ),
  needRenewal: gauge(
    'palette_localui_certificates_need_renewal',
    'Whether control plane certificates of a locally managed cluster are due for renewal.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
  autoRenewal: gauge(
    'palette_localui_certificates_auto_renewal_timestamp_seconds',
    'When the next automatic renewal of control plane certificates of a locally managed cluster is planned.',
    { labels: clusterLabels, per: 'locally managed cluster' },
  ),
};

const dates = { name: text, issueDate: dateText, expirationDate: dateText };

/** `v1CertificateDetails` */
const details = object({
  certificates: list(object({ ...dates, childCerts: list(object({ ...dates, nodeName: text })) })),
  needsRenewal: flag,
  earliestAutoRenewalTime: dateText,
});

/** The certificates of the control plane, which renews them itself 30 days before they expire. */
export const localuiCertificates = defineCollector<LocalUiCluster>({
  name: 'localui_certificates',
  describes: 'Validity and automatic renewal of the control plane certificates of a locally managed cluster.',
  every: '15m',
  metrics,
  reads: [endpoints.certificates],
  async collect(localUi, emit) {
    const found = await localUi.find(endpoints.certificates, details);
    if (found === undefined) return;
    const of = emit.with(labelsOfCluster(localUi));
    of(metrics.needRenewal, found.needsRenewal);
    of(metrics.autoRenewal, found.earliestAutoRenewalTime);
    for (const authority of found.certificates) {
      for (const { name, node, issueDate, expirationDate } of [
        { ...authority, name: '', node: '' },
        ...authority.childCerts.map(({ nodeName, ...child }) => ({ ...child, node: nodeName })),
      ]) {
        const names = { ca: authority.name, certificate: name, node };
        of(metrics.notAfter, expirationDate, names);
        of(metrics.notBefore, issueDate, names);
      }
    }
  },
});

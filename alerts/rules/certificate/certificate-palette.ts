import { defineAlerts } from '../../kit/alert.ts';
import { endsWithin, ours } from '../../kit/promql.ts';
import { ends } from '../../kit/proof.ts';
import { UNITS } from '../../kit/runbook-tools.ts';
import { CLUSTER, PALETTE } from '../../kit/subjects.ts';

const CERTIFICATE = PALETTE.with({ certificate: 'registry-ca' });
const EARLIEST = 'palette_cluster_certificate_earliest_expiry_timestamp_seconds';

export const certificatePaletteAlerts = defineAlerts('certificate', {
  PaletteClusterCertExpiring: {
    severity: 'warning',
    thresholds: ['certificateExpiry'],
    expr: (settings) =>
      endsWithin(settings, CLUSTER.identity, ours(settings, EARLIEST), settings.thresholds.certificateExpiry),
    for: '1h',
    summary: 'A Kubernetes certificate of a cluster was not renewed.',
    description:
      'The first certificate of cluster {{ $labels.cluster_name }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'Palette renews the certificates of the control plane 30 days before they end. It has not done so.',
      impact: 'None yet. When they end, the Kubernetes API of the cluster stops answering.',
      diagnosis: `1. Tenant console, the cluster, **View Kubernetes Certificates**: which ones, on which node?
2. On a control plane node: \`kubeadm certs check-expiration\`, or
   \`openssl x509 -enddate -noout -in /etc/kubernetes/pki/apiserver.crt\`.
3. Is a node of the control plane not ready or in maintenance, so that the renewal waits?`,
      mitigation:
        'Tenant console, the cluster, **Settings > Kubernetes Certificates > Renew All**, in a quiet hour: the API servers restart one after the other.',
    },
    console: 'cluster',
    tests: ends(CLUSTER, '1h', { of: CLUSTER.of(EARLIEST), limit: '20d' }),
  },

  PaletteClusterCertUrgent: {
    severity: 'critical',
    thresholds: ['certificateUrgent'],
    expr: (settings) =>
      endsWithin(settings, CLUSTER.identity, ours(settings, EARLIEST), settings.thresholds.certificateUrgent),
    for: '15m',
    summary: 'A Kubernetes certificate of a cluster is about to expire.',
    description:
      'The first certificate of cluster {{ $labels.cluster_name }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The automatic renewal has failed for weeks, and the warning about it was not acted upon.',
      impact:
        'When it ends, the Kubernetes API stops, and Palette cannot repair the cluster through it any more.',
      diagnosis: `${UNITS}
1. \`kubeadm certs check-expiration\` on each control plane node.
2. Why was it not renewed? The cluster, **Events**; \`journalctl -u stylus-agent | grep -i cert\` on the node.`,
      mitigation:
        'Renew now: tenant console, the cluster, **Settings > Kubernetes Certificates > Renew All**. If that does not ' +
        'work: on each control plane node, one after the other, `kubeadm certs renew all`, then restart the static pods ' +
        '(move the files out of `/etc/kubernetes/manifests` for 20 seconds) and check the API before the next node.',
    },
    console: 'cluster',
    tests: ends(CLUSTER, '15m', { of: CLUSTER.of(EARLIEST), limit: '3d' }),
  },

  PaletteClusterCaExpiring: {
    severity: 'warning',
    thresholds: ['caExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        CLUSTER.identity,
        ours(settings, 'palette_cluster_ca_earliest_expiry_timestamp_seconds'),
        settings.thresholds.caExpiry,
      ),
    for: '1h',
    summary: 'A certificate authority of a cluster ends within months.',
    description:
      'A certificate authority of cluster {{ $labels.cluster_name }} ends in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'Authorities last ten years and are not renewed by themselves.',
      impact:
        'When it ends, nothing in the cluster trusts anything any more: no node, no pod, no kubeconfig.',
      diagnosis: `1. Tenant console, the cluster, **View Kubernetes Certificates**: which authority (ca, etcd-ca, front-proxy-ca)?
2. On a control plane node: \`for f in /etc/kubernetes/pki/{,etcd/}*ca.crt; do echo $f; openssl x509 -enddate -noout -in $f; done\``,
      mitigation:
        'Plan it with the platform contact: either rotate the authority by hand, or move the workloads to a new cluster.',
    },
    console: 'cluster',
    tests: ends(CLUSTER, '1h', {
      of: CLUSTER.of('palette_cluster_ca_earliest_expiry_timestamp_seconds'),
      limit: '90d',
    }),
  },

  PaletteTlsExpiring: {
    severity: 'warning',
    thresholds: ['tlsExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_tls_not_after_timestamp_seconds'),
        settings.thresholds.tlsExpiry,
      ),
    for: '1h',
    summary: 'The certificate of Palette expires soon.',
    description:
      'The certificate of Palette {{ $labels.palette }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The certificate that Palette, or the proxy before it, presents ends soon.',
      impact: 'When it has ended, browsers warn, and agents of clusters and hosts refuse to connect.',
      diagnosis: `1. \`openssl s_client -connect <palette>:443 -servername <palette> </dev/null 2>/dev/null | openssl x509 -noout -enddate -issuer -subject\`
2. System console, **Administration > Certificates**; on a proxy before it: there.`,
      mitigation:
        'Upload the new certificate in the system console. Keep the issuer, or first give the new authority to all hosts.',
    },
    dashboard: 'palette-overview',
    console: 'palette',
    tests: ends(PALETTE, '1h', {
      of: PALETTE.of('palette_tls_not_after_timestamp_seconds'),
      limit: '21d',
    }),
  },

  PaletteTlsUrgent: {
    severity: 'critical',
    thresholds: ['certificateUrgent'],
    expr: (settings) =>
      endsWithin(
        settings,
        PALETTE.identity,
        ours(settings, 'palette_tls_not_after_timestamp_seconds'),
        settings.thresholds.certificateUrgent,
      ),
    for: '15m',
    summary: 'The certificate of Palette expires within days.',
    description:
      'The certificate of Palette {{ $labels.palette }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The certificate that Palette presents ends within days and has not been replaced.',
      impact:
        'From then on no agent connects: every cluster and host turns unhealthy at once, although they run.',
      diagnosis: `1. \`openssl s_client -connect <palette>:443 -servername <palette> </dev/null 2>/dev/null | openssl x509 -noout -enddate -issuer\`
2. Who has the key and the certificate? System console, **Administration > Certificates**.`,
      mitigation:
        'Replace it now, with the same issuer. If none is at hand, a self-signed one of the authority that the hosts already trust.',
    },
    dashboard: 'palette-overview',
    console: 'palette',
    tests: ends(PALETTE, '15m', {
      of: PALETTE.of('palette_tls_not_after_timestamp_seconds'),
      limit: '3d',
    }),
  },

  PaletteTenantCertExpiring: {
    severity: 'warning',
    thresholds: ['tenantCertificateExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        CERTIFICATE.identity,
        ours(settings, 'palette_tenant_certificate_expiry_timestamp_seconds'),
        settings.thresholds.tenantCertificateExpiry,
      ),
    for: '1h',
    summary: 'A certificate that the tenant uses expires soon.',
    description:
      'Certificate {{ $labels.certificate }} of the tenant expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'An entry under the certificates of the tenant, mostly the authority of a registry, ends soon.',
      impact: 'What it secures, such as the connection to a private registry, stops working then.',
      diagnosis: `1. Tenant console, **Tenant Settings > Certificates**: the entry and what it is for.
2. Which registry or proxy presents it? \`openssl s_client -connect <host>:443 </dev/null | openssl x509 -noout -enddate\``,
      mitigation: 'Get the successor from its owner and add it beside the old one before the change.',
    },
    dashboard: 'palette-system',
    console: 'palette',
    tests: ends(CERTIFICATE, '1h', {
      of: CERTIFICATE.of('palette_tenant_certificate_expiry_timestamp_seconds', {
        certificate_uid: 'x',
        ca: 'true',
      }),
      limit: '30d',
    }),
  },
});

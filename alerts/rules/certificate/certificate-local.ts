import { defineAlerts } from '../../kit/alert.ts';
import { endsWithin, maxBy, ours } from '../../kit/promql.ts';
import { ends, turns } from '../../kit/proof.ts';
import { LOCAL_CLUSTER, LOCAL_HOST } from '../../kit/subjects.ts';

const LOCAL_EXPIRY = 'palette_localui_certificate_not_after_timestamp_seconds';

export const certificateLocalAlerts = defineAlerts('certificate', {
  PaletteLocalCertExpiring: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['certificateExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        LOCAL_CLUSTER.identity,
        ours(settings, LOCAL_EXPIRY, 'certificate!=""'),
        settings.thresholds.certificateExpiry,
      ),
    for: '1h',
    summary: 'A Kubernetes certificate of a locally managed cluster was not renewed.',
    description:
      'The first certificate of cluster {{ $labels.cluster_name }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'The certificates of the control plane are renewed 30 days before they end. It did not happen.',
      impact: 'When they end, the cluster stops; on the appliance that is Palette itself.',
      diagnosis: `1. Local UI, **Cluster > Certificates**: which ones, on which node; the planned renewal.
2. On a control plane node: \`kubeadm certs check-expiration\`.
3. \`palette_localui_certificates_need_renewal\`, \`palette_localui_certificates_auto_renewal_timestamp_seconds\``,
      mitigation:
        'Local UI, **Cluster > Certificates > Renew**, when all nodes are healthy. The API servers restart one after the other.',
    },
    console: 'localUi',
    tests: ends(LOCAL_CLUSTER, '1h', {
      of: LOCAL_CLUSTER.of(LOCAL_EXPIRY, { ca: 'kubernetes-ca', certificate: 'apiserver', node: 'pma-1' }),
      limit: '20d',
    }),
  },

  PaletteLocalCaExpiring: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['caExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        [...LOCAL_CLUSTER.identity, 'ca'],
        ours(settings, LOCAL_EXPIRY, 'certificate=""'),
        settings.thresholds.caExpiry,
      ),
    for: '1h',
    summary: 'A certificate authority of a locally managed cluster ends within months.',
    description:
      'Authority {{ $labels.ca }} of cluster {{ $labels.cluster_name }} ends in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'Authorities last ten years and are not renewed by themselves.',
      impact:
        'When it ends, nothing in the cluster trusts anything any more. On the appliance that is Palette itself.',
      diagnosis: `1. Local UI, **Cluster > Certificates**.
2. On a control plane node: \`openssl x509 -enddate -noout -in /etc/kubernetes/pki/ca.crt\``,
      mitigation:
        'Plan the rotation with the platform contact; for the appliance a reinstallation and a restore may be the shorter way.',
    },
    console: 'localUi',
    tests: ends(LOCAL_CLUSTER.with({ ca: 'kubernetes-ca' }), '1h', {
      of: LOCAL_CLUSTER.of(LOCAL_EXPIRY, { ca: 'kubernetes-ca' }),
      limit: '90d',
    }),
  },

  PaletteLocalCertRenewalDue: {
    severity: 'info',
    source: 'localUi',
    expr: (settings) =>
      `${maxBy(settings, LOCAL_CLUSTER.identity, ours(settings, 'palette_localui_certificates_need_renewal'))} == 1`,
    for: '1d',
    summary: 'Certificates of a locally managed cluster are due for renewal.',
    description: 'Certificates of cluster {{ $labels.cluster_name }} are due for renewal.',
    runbook: {
      meaning:
        'Local UI says that certificates can and should be renewed; the automatic renewal comes first.',
      impact: 'None yet: the automatic renewal has still time.',
      diagnosis: '1. Local UI, **Cluster > Certificates**: the date of the automatic renewal.',
      mitigation: 'Wait for the automatic renewal, or renew in Local UI in a quiet hour.',
    },
    console: 'localUi',
    tests: turns(LOCAL_CLUSTER, '1d', {
      [LOCAL_CLUSTER.of('palette_localui_certificates_need_renewal')]: [0, 1],
    }),
  },

  PaletteLocalUiTlsExpiring: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['tlsExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        LOCAL_HOST.identity,
        ours(settings, 'palette_localui_tls_not_after_timestamp_seconds'),
        settings.thresholds.tlsExpiry,
      ),
    for: '1h',
    summary: 'The certificate of a Local UI expires soon.',
    description:
      'The certificate of the Local UI of {{ $labels.edge_host }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning: 'The certificate that the Local UI of this host presents ends soon.',
      impact: 'Browsers warn; clients that check it, this exporter among them, no longer connect.',
      diagnosis:
        '1. `openssl s_client -connect <host>:5080 </dev/null 2>/dev/null | openssl x509 -noout -enddate -fingerprint -sha256`',
      mitigation:
        'Restart the agent so that it makes a new one, or install your own; then update the fingerprint that the exporter has pinned.',
    },
    console: 'localUi',
    tests: ends(LOCAL_HOST, '1h', {
      of: LOCAL_HOST.of('palette_localui_tls_not_after_timestamp_seconds'),
      limit: '21d',
    }),
  },

  PaletteRegistryTlsExpiring: {
    severity: 'warning',
    source: 'localUi',
    thresholds: ['tlsExpiry'],
    expr: (settings) =>
      endsWithin(
        settings,
        LOCAL_HOST.identity,
        ours(settings, 'palette_localui_registry_tls_not_after_timestamp_seconds'),
        settings.thresholds.tlsExpiry,
      ),
    for: '1h',
    summary: 'The certificate of a registry in a cluster expires soon.',
    description:
      'The certificate of the registry on {{ $labels.edge_host }} expires in {{ $value | humanizeDuration }}.',
    runbook: {
      meaning:
        'The registry that the nodes pull from presents a certificate that ends soon. The packs of zot up to 0.1.89 and of ' +
        'harbor up to 1.19.0 make it for a year, and nothing renews it.',
      impact: 'From then on no image can be pulled: pods that move or restart stay away, upgrades fail.',
      diagnosis: `1. \`openssl s_client -connect <host>:<registry port> </dev/null 2>/dev/null | openssl x509 -noout -enddate -issuer\`
2. \`kubectl get certificates,secrets --all-namespaces | grep -i -e zot -e harbor -e registry\`: who made it?`,
      mitigation:
        'Update the pack of the registry to a release that renews it. Until then make a new certificate as the pack does, put ' +
        'it into its Secret, restart the registry, and look whether the nodes trust it (`crictl pull` of any image).',
    },
    console: 'localUi',
    tests: ends(LOCAL_HOST, '1h', {
      of: LOCAL_HOST.of('palette_localui_registry_tls_not_after_timestamp_seconds'),
      limit: '21d',
    }),
  },
});

import { defineItemCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { lengthOf, list, object, text, time } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { ClusterRef, Reads } from './api/fleet.ts';
import type { Palette } from './api/palette.ts';
import { clusterLabels, labelsOfCluster } from './parts/labels.ts';

const metrics = {
  earliest: gauge(
    'palette_cluster_certificate_earliest_expiry_timestamp_seconds',
    'When the first of the Kubernetes certificates of a cluster expires; they are renewed 30 days before.',
    { labels: clusterLabels, per: 'cluster' },
  ),
  earliestCa: gauge(
    'palette_cluster_ca_earliest_expiry_timestamp_seconds',
    'When the first of the certificate authorities of a cluster expires.',
    { labels: clusterLabels, per: 'cluster' },
  ),
  certificates: gauge(
    'palette_cluster_certificates',
    'Kubernetes certificates on the control plane nodes of a cluster, without those of the authorities.',
    { labels: clusterLabels, per: 'cluster' },
  ),
  expiry: gauge(
    'palette_cluster_certificate_expiry_timestamp_seconds',
    'When a Kubernetes certificate of a control plane node expires.',
    {
      labels: [...clusterLabels, 'node', 'ca', 'certificate'],
      per: 'certificate of a control plane node, with detail',
    },
  ),
  caExpiry: gauge(
    'palette_cluster_ca_expiry_timestamp_seconds',
    'When a certificate authority on a control plane node expires.',
    {
      labels: [...clusterLabels, 'node', 'ca'],
      per: 'certificate authority of a control plane node, with detail',
    },
  ),
};

/** `v1MachineCertificates` (API reference, section 3.13): control plane nodes only */
const machineCertificates = object({
  machineCertificates: list(
    object({
      name: text,
      certificateAuthorities: list(
        object({ name: text, expiry: time, certificates: list(object({ name: text, expiry: time })) }),
      ),
    }),
  ),
});

/** The certificates inside the clusters, one cluster after the other. */
export const certificates = defineItemCollector<Palette<Reads<'clusters'>>, ClusterRef>({
  name: 'certificates',
  describes: 'When the Kubernetes certificates of each cluster expire: the first of them.',
  every: '6h',
  metrics,
  detail: 'Adds a series for every certificate and every authority on every control plane node.',
  reads: [endpoints.clusterCertificates],
  items: ({ fleet }) => fleet.clusters,
  async collect(palette, emit, cluster) {
    const answer = await palette.get(endpoints.clusterCertificates, machineCertificates, {
      path: { uid: cluster.uid },
      project: cluster.projectUid,
    });
    const authorities = answer.machineCertificates.flatMap((node) =>
      node.certificateAuthorities.map((ca) => ({ ...ca, node: node.name })),
    );
    const all = authorities.flatMap((ca) =>
      ca.certificates.map((certificate) => ({ ...certificate, node: ca.node, ca: ca.name })),
    );
    const of = emit.with(labelsOfCluster(cluster));
    const lists = [
      answer.machineCertificates,
      ...answer.machineCertificates.map((node) => node.certificateAuthorities),
    ];
    const isWhole = [...lists, ...authorities.map((ca) => ca.certificates)].every(
      (one) => !Number.isNaN(lengthOf(one)),
    );
    of(metrics.certificates, isWhole ? all.length : undefined);
    of(metrics.earliest, earliest(all));
    of(metrics.earliestCa, earliest(authorities));
    if (!palette.detailed.has('certificates')) return;
    for (const { node, ca, name, expiry } of all) of(metrics.expiry, expiry, { node, ca, certificate: name });
    for (const { node, name, expiry } of authorities) of(metrics.caExpiry, expiry, { node, ca: name });
  },
});

function earliest(rows: readonly { readonly expiry: number | undefined }[]): number | undefined {
  const times = rows.flatMap(({ expiry }) => expiry ?? []);
  return times.length === 0 ? undefined : times.reduce((first, next) => Math.min(first, next));
}

import { slice, struct, time } from '../../go-json.ts';
import type { Cluster } from '../../world/model/cluster.ts';
import { DAY } from '../../world/model/time-units.ts';
import { get, type Route } from '../palette-route.ts';
import { objectMeta } from '../parts/object-meta.ts';
import { findCluster, ownTenant } from '../request-scope.ts';

const LIFETIME = 365 * DAY;
/** Certificates are renewed so long before they end. */
const RENEWAL = 30 * DAY;

const AUTHORITIES = {
  ca: ['kube-apiserver', 'kube-apiserver-kubelet-client'],
  'etcd-ca': ['kube-etcd', 'kube-etcd-peer', 'kube-etcd-healthcheck-client', 'kube-apiserver-etcd-client'],
  'front-proxy-ca': ['front-proxy-client'],
};

/** Certificates of clusters and of the tenant (API reference, section 3.13). */
export const certificateRoutes: readonly Route[] = [
  get('/v1/spectroclusters/{uid}/k8certificates', 'project', (request) =>
    machineCertificates(findCluster(request), request.now),
  ),
  get('/v1/tenants/{tenantUid}/assets/certs', 'tenant', (request) => {
    ownTenant(request);
    return struct({
      items: slice(request.world.certificates, ({ pem, key, ...named }) =>
        struct({
          metadata: objectMeta(named),
          spec: struct({}, { certificate: pem, key, isCA: true }),
        }),
      ),
    });
  }),
];

/** `v1MachineCertificates`: control plane nodes only, workers are not covered. */
function machineCertificates(cluster: Cluster, now: number) {
  const expiry = time(cluster.certificatesExpireAt ?? nextExpiry(cluster.createdAt, now));
  const authorityExpiry = time(cluster.createdAt + 10 * LIFETIME);
  const nodes = cluster.pools.filter((pool) => pool.isControlPlane).flatMap(({ machines }) => machines);
  return struct({
    machineCertificates: slice(nodes, ({ name }) =>
      struct({
        name,
        certificateAuthorities: slice(Object.entries(AUTHORITIES), ([authority, certificates]) =>
          struct({
            name: authority,
            expiry: authorityExpiry,
            certificates: slice(certificates, (certificate) => struct({ name: certificate, expiry })),
          }),
        ),
      }),
    ),
  });
}

/** End of the certificates in use, when each set was renewed in time. */
function nextExpiry(createdAt: number, now: number): number {
  const renewals = Math.max(0, Math.floor((now - createdAt) / (LIFETIME - RENEWAL)));
  return createdAt + renewals * (LIFETIME - RENEWAL) + LIFETIME;
}

import { z } from 'zod';
import { defineCollector } from '../collection/collector.ts';
import { gauge } from '../metric/metric.ts';
import { pages } from '../palette/api/paging.ts';
import { flag, object, part, text } from '../sources/wire.ts';
import { endpoints } from './api/endpoints.ts';
import type { SystemConsole, TenantRef, Writes } from './api/system-console.ts';
import { labelsOfTenant, tenantLabels } from './parts/labels.ts';

const metrics = {
  info: gauge('palette_tenant_info', 'A tenant of the installation.', {
    labels: [...tenantLabels, 'auth_type', 'plan_uid'],
    per: 'tenant',
  }),
  active: gauge('palette_tenant_active', 'Whether a tenant is active.', {
    labels: tenantLabels,
    per: 'tenant',
  }),
  toBeDeleted: gauge('palette_tenant_to_be_deleted', 'Whether a tenant is about to be deleted.', {
    labels: tenantLabels,
    per: 'tenant',
  }),
};

/** `v1Tenant` (API reference, section 3.17), without addresses of its people */
const tenant = object({
  metadata: object({ uid: z.string(), name: text }),
  spec: part({ orgName: text, authType: text, planUid: text }),
  status: part({ isActive: flag, toBeDeleted: flag }),
}).transform(({ metadata, spec, status }) => ({
  uid: metadata.uid,
  name: spec.orgName || metadata.name,
  authType: spec.authType,
  planUid: spec.planUid,
  ...status,
}));

/** The tenants of the installation. */
export const tenants = defineCollector<SystemConsole<Writes<'tenants'>>>({
  name: 'tenants',
  describes: 'Tenants of the installation and whether they are active.',
  every: '5m',
  metrics,
  reads: [endpoints.tenants],
  requests: ({ facts }) => pages(facts.tenants.length),
  async collect(system, emit) {
    const refs: TenantRef[] = [];
    for await (const row of system.rows(endpoints.tenants, tenant)) {
      const { uid, name, planUid } = row;
      refs.push({ key: uid, version: [planUid, name].join(' '), uid, name });
      const of = emit.with(labelsOfTenant(row));
      of(metrics.info, 1, { auth_type: row.authType, plan_uid: planUid });
      of(metrics.active, row.isActive);
      of(metrics.toBeDeleted, row.toBeDeleted);
    }
    system.facts.tenants = refs;
  },
});

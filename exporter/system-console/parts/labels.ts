import type { Emit } from '../../metric/emit.ts';

/** The labels that all series of a tenant carry. */
export const tenantLabels = ['tenant_uid', 'tenant'] as const;

/** Emits series of one tenant. */
export type EmitOfTenant = Emit<(typeof tenantLabels)[number]>;

export function labelsOfTenant({ uid, name }: { readonly uid: string; readonly name: string }) {
  return { tenant_uid: uid, tenant: name };
}

import type { LocalUiCluster } from '../api/local-ui.ts';

/** Labels of all series of a locally managed cluster: the same, whichever of its hosts was asked. */
export const clusterLabels = ['cluster_uid', 'cluster_name'] as const;

export function labelsOf({ uid, name }: LocalUiCluster) {
  return { cluster_uid: uid, cluster_name: name };
}

/** Undefined before anything was reported. */
export function isHealthy(status: string): boolean | undefined {
  return status === '' ? undefined : status.toLowerCase() === 'healthy';
}

export function roleOf({ isControlPlane }: { readonly isControlPlane: boolean }): 'control-plane' | 'worker' {
  return isControlPlane ? 'control-plane' : 'worker';
}

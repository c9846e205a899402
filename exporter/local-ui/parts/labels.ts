/** The labels that all series of a locally managed cluster carry: the same, whichever of its hosts was asked. */
export const clusterLabels = ['cluster_uid', 'cluster_name'] as const;

export function labelsOfCluster({ uid, name }: { readonly uid: string; readonly name: string }) {
  return { cluster_uid: uid, cluster_name: name };
}

/** The label `role` of a machine pool. */
export function roleOf({ isControlPlane }: { readonly isControlPlane: boolean | undefined }) {
  if (isControlPlane === undefined) return undefined;
  return isControlPlane ? 'control-plane' : 'worker';
}

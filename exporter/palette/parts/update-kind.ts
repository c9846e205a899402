/**
 * The kinds of update that people tell apart, for what it does to the nodes, the heaviest first: another image of the
 * operating system (slot swap and reboot), another Kubernetes (drain and upgrade), another version of a pack, other values.
 */
export type UpdateKind = 'os' | 'kubernetes' | 'pack_version' | 'pack_values';

/**
 * What kind of update the change of a pack is.
 *
 * @param layer of `v1PackRef`; the image of the operating system stands in the values of its pack, whose version stays the
 *   same from one image to the next. Other values of Kubernetes are `pack_values`: they restart its services.
 * @param current version that the cluster is meant to run; undefined for a pack that is new
 */
export function updateKind(
  layer: string | undefined,
  current: string | undefined,
  target: string,
): UpdateKind {
  if (layer === 'os' || layer === 'kernel') return 'os';
  if (current === target) return 'pack_values';
  return layer === 'k8s' ? 'kubernetes' : 'pack_version';
}

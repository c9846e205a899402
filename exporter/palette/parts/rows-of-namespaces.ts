import type { z } from 'zod';
import type { Endpoint } from '../../metric/endpoint.ts';
import type { ClusterRef } from '../api/fleet.ts';
import { kubernetesRows } from '../api/kubernetes-list.ts';
import type { Palette } from '../api/palette.ts';

/**
 * The rows of a list of virtual machines or their snapshots, of the namespaces that the configuration selects: one list
 * for each, or a single one of all.
 *
 * @throws SourceError where one of them cannot be read
 */
export async function rowsOfNamespaces<Schema extends z.ZodType>(
  palette: Pick<Palette, 'get' | 'virtualMachineNamespaces'>,
  endpoint: Endpoint,
  row: Schema,
  cluster: ClusterRef,
): Promise<readonly z.output<Schema>[]> {
  const options = { path: { uid: cluster.uid }, project: cluster.projectUid };
  const { virtualMachineNamespaces: namespaces } = palette;
  if (namespaces.length === 0) return kubernetesRows(palette, endpoint, row, options);
  const rows: z.output<Schema>[] = [];
  for (const namespace of new Set(namespaces)) {
    rows.push(...(await kubernetesRows(palette, endpoint, row, { ...options, query: { namespace } })));
  }
  return rows;
}

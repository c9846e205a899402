/** Labels that are different for each cluster of a fleet. */
const OWN = /\b(cluster_uid|cluster_name|edge_host_uid|edge_host_name|node|machine_uid)="([^"]+)"/g;
const PROJECTS = 40;

/**
 * An exposition of a fleet: the series of the one cluster of the small world and of its hosts, once for each cluster.
 * One in twenty is taken from each of the other expositions, so that there is something to see.
 */
export function fleetOf(clusters: number, healthy: string, others: readonly string[]): string {
  const wanted = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const isOfCluster = (line: string) =>
    !line.startsWith('palette_localui') && /\b(cluster|edge_host)_uid="/.test(line);
  const all = wanted(healthy);
  const kinds = [healthy, ...others].map((text) => wanted(text).filter(isOfCluster));
  const copies = Array.from({ length: clusters }, (_, index) => {
    const kind = kinds[index % 20] ?? kinds[0] ?? [];
    return kind.map((line) => copy(line, index)).join('\n');
  });
  return [...all.filter((line) => !isOfCluster(line)), ...copies].join('\n');
}

function copy(line: string, index: number): string {
  return line
    .replace(OWN, (_, label: string, value: string) => `${label}="${value}-${index}"`)
    .replace(/\bproject="[^"]*"/, `project="project-${index % PROJECTS}"`);
}

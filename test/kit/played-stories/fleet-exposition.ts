/** Labels that are different for each cluster of a fleet. */
const OWN = /\b(cluster_uid|cluster_name|edge_host_uid|edge_host_name|node|machine_uid)="([^"]+)"/g;
const PROJECTS = 40;

/**
 * An exposition of a fleet: the series of the one cluster of the small world and of its hosts, once for each cluster.
 * One in twenty is taken from each of the other expositions, so that there is something to see.
 */
export function fleetOf(clusters: number, healthy: string, others: readonly string[]): string {
  const kinds = [healthy, ...others].map(ofCluster);
  const [usual = []] = kinds;
  const rest = linesOf(healthy).filter((line) => !usual.includes(line));
  const copies = Array.from({ length: clusters }, (_, index) =>
    (kinds[index % 20] ?? usual).map((line) => copy(line, index)).join('\n'),
  );
  return [...rest, ...copies].join('\n');
}

/** The series of clusters and of the hosts that they use: spare hosts do not become more with the clusters. */
function ofCluster(exposition: string): readonly string[] {
  const lines = linesOf(exposition).filter((line) => !line.startsWith('palette_localui'));
  const used = lines.filter((line) => line.startsWith('palette_edge_host_in_cluster{')).map(hostOf);
  return lines.filter(
    (line) => /\bcluster_uid="/.test(line) || (hostOf(line) && used.includes(hostOf(line))),
  );
}

function hostOf(line: string): string | undefined {
  return /\bedge_host_uid="([^"]+)"/.exec(line)?.[1];
}

function linesOf(exposition: string): readonly string[] {
  return exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function copy(line: string, index: number): string {
  return line
    .replace(OWN, (_, label: string, value: string) => `${label}="${value}-${index}"`)
    .replace(/\bproject="[^"]*"/, `project="project-${index % PROJECTS}"`);
}

import type { Site } from './load.ts';
import { alertmanagerFiles } from './outputs/alertmanager.ts';
import { docsFiles } from './outputs/docs.ts';
import { grafanaFiles } from './outputs/grafana.ts';
import { prometheusFiles } from './outputs/prometheus.ts';
import type { Bundle } from './write.ts';

/** All files of a bundle. The same site gives the same bytes. */
export function bundleOf({ plan, settings }: Site): Bundle {
  return new Map([
    ...prometheusFiles(plan, settings),
    ...alertmanagerFiles(plan, settings),
    ...grafanaFiles(settings),
    ...docsFiles(plan, settings),
  ]);
}

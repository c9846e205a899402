import type { Bundle } from '../kit/bundle-folder.ts';
import type { Site } from '../site.ts';
import { alertmanagerFiles } from './alertmanager/alertmanager-yaml.ts';
import { composeFiles } from './compose/compose-files.ts';
import { docsFiles } from './docs/docs-files.ts';
import { grafanaAlertingFiles } from './grafana/grafana-alerting.ts';
import { grafanaFiles } from './grafana/grafana-files.ts';
import { chartFiles } from './helm/chart-files.ts';
import { bootStateFiles } from './hosts/boot-state-files.ts';
import { exporterUnitFiles } from './hosts/exporter-unit.ts';
import { dashboardConfigMapFiles } from './kubernetes/dashboard-config-maps.ts';
import { exporterFiles } from './kubernetes/exporter-workload.ts';
import { kustomizationFiles } from './kubernetes/kustomization.ts';
import { operatorRoutingFiles } from './kubernetes/operator-routing.ts';
import { prometheusRuleFiles } from './kubernetes/prometheus-rule.ts';
import { serviceMonitorFiles } from './kubernetes/service-monitor.ts';
import { stackValuesFiles } from './kubernetes/stack-values.ts';
import { mimirFiles } from './mimir/mimir-files.ts';
import { optionalFiles } from './optional/optional-files.ts';
import { packFiles } from './palette-pack/pack-files.ts';
import { prometheusFiles } from './prometheus/prometheus-files.ts';
import { watchdogFiles } from './prometheus/watchdog.ts';
import { schemaFiles } from './schemas/schema-files.ts';

const OUTPUTS: readonly ((site: Site) => Bundle)[] = [
  prometheusFiles,
  watchdogFiles,
  mimirFiles,
  alertmanagerFiles,
  grafanaFiles,
  grafanaAlertingFiles,
  operatorRoutingFiles,
  prometheusRuleFiles,
  serviceMonitorFiles,
  stackValuesFiles,
  exporterFiles,
  dashboardConfigMapFiles,
  bootStateFiles,
  exporterUnitFiles,
  chartFiles,
  packFiles,
  composeFiles,
  optionalFiles,
  docsFiles,
  schemaFiles,
];

/** All files of a bundle. The same site gives the same bytes. */
export function bundleOf(site: Site): Bundle {
  const files: Bundle = new Map(OUTPUTS.flatMap((filesOf) => [...filesOf(site)]));
  return new Map([...files, ...kustomizationFiles(files)]);
}

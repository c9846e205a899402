import type { Site } from './load.ts';
import { alertmanagerFiles } from './outputs/alertmanager.ts';
import { alertmanagerConfigFiles } from './outputs/alertmanager-config.ts';
import { bootStateFiles } from './outputs/boot-state.ts';
import { docsFiles } from './outputs/docs.ts';
import { exporterFiles } from './outputs/exporter-workload.ts';
import { grafanaFiles } from './outputs/grafana.ts';
import { grafanaAlertingFiles } from './outputs/grafana-alerting.ts';
import { kustomizationFiles } from './outputs/kustomization.ts';
import { optionalFiles } from './outputs/optional.ts';
import { packFiles } from './outputs/palette-pack.ts';
import { prometheusFiles } from './outputs/prometheus.ts';
import { prometheusRuleFiles } from './outputs/prometheus-rule.ts';
import { serviceMonitorFiles } from './outputs/service-monitor.ts';
import { watchdogFiles } from './outputs/watchdog.ts';
import type { Bundle } from './write.ts';

/** All files of a bundle. The same site gives the same bytes. */
export function bundleOf({ plan, settings }: Site): Bundle {
  const alertmanager = alertmanagerFiles(plan, settings);
  const files: Bundle = new Map([
    ...prometheusFiles(plan, settings),
    ...watchdogFiles(settings),
    ...alertmanager,
    ...alertmanagerConfigFiles(plan, settings, alertmanager),
    ...grafanaFiles(plan, settings),
    ...grafanaAlertingFiles(plan, settings),
    ...bootStateFiles(settings),
    ...optionalFiles(settings),
    ...docsFiles(plan, settings),
    ...exporterFiles(settings),
    ...serviceMonitorFiles(settings),
    ...prometheusRuleFiles(plan, settings),
    ...packFiles(plan, settings),
  ]);
  return new Map([...files, ...kustomizationFiles(files)]);
}

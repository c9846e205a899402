import type { Bundle } from '../kit/bundle-folder.ts';
import type { Site } from '../site.ts';
import { alertmanagerFiles } from './alertmanager/alertmanager-yaml.ts';
import { docsFiles } from './docs/docs-files.ts';
import { grafanaAlertingFiles } from './grafana/grafana-alerting.ts';
import { grafanaFiles } from './grafana/grafana-files.ts';
import { bootStateFiles } from './hosts/boot-state-files.ts';
import { exporterFiles } from './kubernetes/exporter-workload.ts';
import { kustomizationFiles } from './kubernetes/kustomization.ts';
import { alertmanagerConfigFiles } from './kubernetes/operator-routing.ts';
import { prometheusRuleFiles } from './kubernetes/prometheus-rule.ts';
import { serviceMonitorFiles } from './kubernetes/service-monitor.ts';
import { optionalFiles } from './optional/optional-files.ts';
import { packFiles } from './palette-pack/pack-files.ts';
import { prometheusFiles } from './prometheus/alerting-rules.ts';
import { watchdogFiles } from './prometheus/watchdog.ts';

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

import type { SiteAlert } from '../catalogue.ts';
import type { Settings } from '../settings.ts';

/** The annotations of an alert. Addresses are left out where the settings do not say where things are. */
export function alertAnnotations({ alert }: SiteAlert, settings: Settings): Readonly<Record<string, string>> {
  const { links, consoles } = settings;
  const console = alert.console === undefined ? undefined : consoles[alert.console];
  return {
    summary: alert.summary,
    description: alert.description,
    runbook_url: `${links.runbooks.replace(/\/$/, '')}/${alert.name}.md`,
    ...(links.grafana !== '' && {
      dashboard_url: `${links.grafana.replace(/\/$/, '')}/d/${alert.dashboard}`,
    }),
    ...(console !== undefined && { console_url: console.replace(/\{(\w+)\}/g, '{{ $labels.$1 }}') }),
  };
}

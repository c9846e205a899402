import type { Alert } from '../../../alerts/kit/alert.ts';
import { dashboards } from '../../../dashboards/index.ts';
import type { SiteAlert } from '../../site-alerts.ts';
import type { Settings } from '../../site-settings.ts';
import { runbookAnnotation } from './runbook-annotation.ts';

/** The annotations of an alert. Addresses are left out where the settings do not say where things are. */
export function alertAnnotations({ alert }: SiteAlert, settings: Settings): Readonly<Record<string, string>> {
  const { links, consoles } = settings;
  const console = alert.console === undefined ? undefined : consoles[alert.console];
  return {
    summary: alert.summary,
    description: alert.description,
    runbook: runbookAnnotation(alert),
    ...(links.runbooks !== '' && { runbook_url: `${links.runbooks.replace(/\/$/, '')}/${alert.name}.md` }),
    ...(links.grafana !== '' && {
      dashboard_url: `${links.grafana.replace(/\/$/, '')}/d/${alert.dashboard}${choices(alert)}`,
    }),
    ...(console !== undefined && { console_url: console.replace(/\{(\w+)\}/g, '{{ $labels.$1 }}') }),
  };
}

/** What the dashboard lets choose, as far as the alert has the label; all else stays on all. */
function choices({ dashboard, identity }: Alert): string {
  const variables = dashboards.find(({ uid }) => uid === dashboard)?.variables ?? [];
  const chosen = variables
    .filter(({ from }) => identity.includes(from))
    .map(({ name, from }) => `var-${name}={{ $labels.${from} | urlquery }}`);
  return chosen.length === 0 ? '' : `?${chosen.join('&')}`;
}

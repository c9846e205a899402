import type { Alert, Series } from '../../alerts/alert.ts';
import { type SiteAlert, siteAlerts } from '../catalogue.ts';
import { readSettings, type Settings } from '../settings.ts';
import { alertAnnotations } from './annotations.ts';

/**
 * The tests of the alerts for `promtool test rules`. They are written for the default expressions and durations, so
 * alerts that the site changed are left out.
 */
export function promtoolTests(settings: Settings, ruleFile: string): object {
  const defaults = new Map(siteAlerts(readSettings()).map((alert) => [alert.name, alert]));
  const unchanged = siteAlerts(settings).filter((alert) => {
    const usual = defaults.get(alert.name);
    return usual?.expr === alert.expr && usual.for === alert.for;
  });
  return {
    rule_files: [ruleFile],
    evaluation_interval: '1m',
    tests: unchanged.flatMap((alert) => tests(alert, settings)),
  };
}

function tests(site: SiteAlert, settings: Settings): readonly object[] {
  const { firing, quiet, resolved, interval } = site.alert.tests;
  const expected = {
    exp_labels: { component: site.component, severity: site.severity, ...firing.labels },
    exp_annotations: { ...alertAnnotations(site, settings), ...rendered(site.alert, settings, firing) },
  };
  return [
    test(site, 'fires', interval, firing, [expected]),
    test(site, 'does not fire yet', interval, quiet, []),
    test(site, 'is resolved', interval, resolved, []),
  ];
}

function test(
  { name }: SiteAlert,
  what: string,
  interval: string | undefined,
  { series, at }: { readonly series: Series; readonly at: string },
  expected: readonly object[],
): object {
  return {
    name: `${name} ${what}`,
    interval: interval ?? '1m',
    input_series: Object.entries(series).map(([selector, values]) => ({ series: selector, values })),
    alert_rule_test: [{ eval_time: at, alertname: name, exp_alerts: expected }],
  };
}

function rendered(
  { console }: Alert,
  { consoles }: Settings,
  { labels, description }: Alert['tests']['firing'],
): Record<string, string> {
  const url = console === undefined ? undefined : consoles[console];
  if (url === undefined) return { description };
  return { description, console_url: url.replace(/\{(\w+)\}/g, (_, label: string) => labels[label] ?? '') };
}

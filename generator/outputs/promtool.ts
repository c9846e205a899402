import type { Alert, Series } from '../../alerts/alert.ts';
import { byComponent, groupName, type SiteAlert, siteAlerts } from '../catalogue.ts';
import { readSettings, type Settings } from '../settings.ts';
import { alertAnnotations } from './annotations.ts';

const EVERY = '1m';

/** A file for `promtool test rules`. */
export interface TestFile {
  readonly name: string;
  readonly content: object;
}

/**
 * The tests of the alerts, a file for each component and interval: promtool evaluates every rule of the named files at
 * every interval, so long tests must stay apart. They are written for the default expressions and durations; alerts
 * that the site changed are left out.
 */
export function testFiles(settings: Settings): readonly TestFile[] {
  const defaults = new Map(siteAlerts(readSettings()).map((alert) => [alert.name, alert]));
  const unchanged = siteAlerts(settings).filter((alert) => {
    const usual = defaults.get(alert.name);
    return usual?.expr === alert.expr && usual.for === alert.for;
  });
  return byComponent(unchanged).flatMap(([component, alerts]) => {
    const intervals = [...new Set(alerts.map(intervalOf))];
    return intervals.map((interval) => ({
      name: interval === EVERY ? groupName(component) : `${groupName(component)}-${interval}`,
      content: {
        rule_files: [`../rules/${groupName(component)}.yaml`],
        evaluation_interval: interval,
        tests: alerts
          .filter((alert) => intervalOf(alert) === interval)
          .flatMap((alert) => tests(alert, settings)),
      },
    }));
  });
}

function intervalOf({ alert }: SiteAlert): string {
  return alert.tests.interval ?? EVERY;
}

function tests(site: SiteAlert, settings: Settings): readonly object[] {
  const { firing, quiet, resolved } = site.alert.tests;
  const expected = {
    exp_labels: { component: site.component, severity: site.severity, ...firing.labels },
    exp_annotations: { ...alertAnnotations(site, settings), ...rendered(site.alert, settings, firing) },
  };
  return [
    test(site, 'fires', firing, [expected]),
    test(site, 'does not fire yet', quiet, []),
    test(site, 'is resolved', resolved, []),
  ];
}

function test(
  site: SiteAlert,
  what: string,
  { series, at }: { readonly series: Series; readonly at: string },
  expected: readonly object[],
): object {
  return {
    name: `${site.name} ${what}`,
    interval: intervalOf(site),
    input_series: Object.entries(series).map(([selector, values]) => ({ series: selector, values })),
    alert_rule_test: [{ eval_time: at, alertname: site.name, exp_alerts: expected }],
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

import type { Fired, TestCase } from '../../../alerts/kit/alert.ts';
import type { Site } from '../../site.ts';
import { byComponent, groupName, type SiteAlert, siteAlerts } from '../../site-alerts.ts';
import { readSettings, type Settings } from '../../site-settings.ts';
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
export function testFiles({
  alerts: chosen,
  settings,
  plan,
}: Pick<Site, 'alerts' | 'settings' | 'plan'>): readonly TestFile[] {
  const usually = siteAlerts(readSettings(), plan.contacts.roster?.until);
  const defaults = new Map(usually.map((alert) => [alert.name, alert]));
  const unchanged = chosen.filter((alert) => {
    const usual = defaults.get(alert.name);
    return (
      usual?.expr === alert.expr && usual.for === alert.for && usual.keepFiringFor === alert.keepFiringFor
    );
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
  const { firing, also = [], quiet, lasting, resolved } = site.alert.tests;
  const expected = (fired: Fired) => ({
    exp_labels: { component: site.component, severity: site.severity, ...fired.labels },
    exp_annotations: rendered(site, fired, settings),
  });
  return [
    test(site, 'fires', firing, [expected(firing)]),
    ...also.map((one, index) => test(site, `also fires, case ${index + 1}`, one, one.alerts.map(expected))),
    ...quiet.map((one, index) => test(site, `does not fire, case ${index + 1}`, one, [])),
    ...(lasting === undefined ? [] : [test(site, 'goes on for a while', lasting, [expected(firing)])]),
    test(site, 'is resolved', resolved, []),
  ];
}

function test(site: SiteAlert, what: string, { series, at }: TestCase, expected: readonly object[]): object {
  return {
    name: `${site.name} ${what}`,
    interval: intervalOf(site),
    input_series: Object.entries(series).map(([selector, values]) => ({ series: selector, values })),
    alert_rule_test: [{ eval_time: at, alertname: site.name, exp_alerts: expected }],
  };
}

/** The annotations as Prometheus has to render them for the alert of the test. */
function rendered(site: SiteAlert, fired: Fired, settings: Settings): Record<string, string> {
  const annotations = Object.entries(alertAnnotations(site, settings));
  return {
    ...Object.fromEntries(annotations.map(([name, template]) => [name, textOf(template, fired)])),
    ...(fired.description !== undefined && { description: fired.description }),
  };
}

/** What Prometheus makes of the templates that annotations use; a description with others states its text itself. */
function textOf(template: string, { labels, value = 1 }: Fired): string {
  return template
    .replace(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ end \}\}/g, (_, label: string, text: string) =>
      labels[label] === undefined ? '' : text.replace('{{ . }}', labels[label]),
    )
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
    .replace(/\{\{ \$labels\.(\w+) \| urlquery \}\}/g, (_, label: string) =>
      encodeURIComponent(labels[label] ?? '').replaceAll('%20', '+'),
    )
    .replaceAll('{{ "{{" }}', '{{')
    .replace('{{ $value }}', String(value))
    .replace('{{ $value | humanize }}', String(value))
    .replace('{{ $value | humanizePercentage }}', `${Number((value * 100).toPrecision(4))}%`)
    .replace('{{ $value | humanizeDuration }}', humanDuration(value));
}

/** Like `humanizeDuration` of Prometheus, for a minute and longer. */
function humanDuration(value: number): string {
  const total = Math.floor(Math.abs(value));
  const parts = [
    ['d', Math.floor(total / 86_400)],
    ['h', Math.floor(total / 3600) % 24],
    ['m', Math.floor(total / 60) % 60],
    ['s', total % 60],
  ] as const;
  const first = parts.findIndex(([, count]) => count > 0);
  const text = parts.slice(first).map(([unit, count]) => `${count}${unit}`);
  return `${value < 0 ? '-' : ''}${text.join(' ')}`;
}

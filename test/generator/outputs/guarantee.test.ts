import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Step } from '../../../generator/contacts/escalation-plan.ts';
import { type Labels, ruleFor } from '../../../generator/contacts/rule-matching.ts';
import { heardAt } from '../../../generator/contacts/timeline.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import {
  alertmanagerConfig,
  alertmanagerFiles,
} from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { grafanaContacts } from '../../../generator/outputs/grafana/contact-points.ts';
import type { Site } from '../../../generator/site.ts';
import { twinDelays } from '../../../generator/site-alerts.ts';
import { FLAVOURS } from '../../kit/binaries.ts';
import { type Route, type TimeInterval, takers, within } from '../../kit/policy-tree.ts';
import { checkAlertmanagerConfig } from '../../kit/prometheus-tools.ts';
import { everyAlert, SITES, siteOf } from '../../kit/proved-sites.ts';
import { written } from '../../kit/run-bundle.ts';
import { startAlertmanager } from '../../kit/start-alertmanager.ts';

const WEEK = 7 * 24 * 60;
// Visits every quarter of an hour somewhere in the week.
const STEP = 105;

// A week in summer, the weeks of both clock changes in Europe and in America, holidays, the end of a validity, and years
// that no row names.
const CLOCK_CHANGES = ['2026-03-06', '2026-03-27', '2026-10-23', '2026-10-30'];
const HOLIDAYS = ['2025-12-22', '2026-12-21', '2026-12-28', '2027-12-20', '2028-12-18'];
const WEEKS = ['2026-07-06', '2026-12-08', ...CLOCK_CHANGES, ...HOLIDAYS];

describe.each(Object.keys(SITES))('the people told about each alert of the %s site', (name) => {
  const site = siteOf(name);
  const decided = new Set<unknown>();
  const alerts = everyAlert(site).flatMap((labels) => {
    // Which steps follow depends on the rule: the second rules of one of its alerts stand for all.
    const rule = ruleFor(site.plan, labels);
    const all = instances(site, labels);
    const shown = decided.has(rule) ? all.slice(0, 1) : all;
    decided.add(rule);
    return shown;
  });

  const receiversOf = ({ steps, labels: { severity } }: Instance) => {
    const names = receiverNames(site);
    const told = steps.flatMap(({ tell }) =>
      tell.flatMap(({ person, channels }) => names(person.id, channels, severity)),
    );
    return new Set(told.length === 0 ? ['nobody'] : told);
  };

  const config: Config = parse(toYaml(alertmanagerConfig(site)));

  describe.each(FLAVOURS)('are those of the plan according to Alertmanager (%s)', (flavour) => {
    test('which takes the configuration', async () => {
      const file = join(written(site, alertmanagerFiles), 'alertmanager/alertmanager.yaml');

      expect(await checkAlertmanagerConfig(flavour, file)).toMatchObject({ accepted: true });
    });

    test('which holds an alert for its receivers', async () => {
      // The test below asks for each alert: here one stands for all that a rule decides alike.
      const asked = representatives(site, alerts);
      expect(asked.length).toBeGreaterThan(10);
      // Receivers without channels: nobody is told.
      const receivers = config.receivers.map((receiver) => ({ name: receiver.name }));
      const alertmanager = await startAlertmanager({
        flavour,
        config: { ...config, templates: [], receivers },
      });

      await alertmanager.post(...asked.map(({ labels }) => ({ labels })));

      const held = new Map((await alertmanager.alerts()).map((alert) => [keyOf(alert.labels), alert]));
      await alertmanager.close();

      for (const instance of asked) {
        const told = held.get(keyOf(instance.labels))?.receivers.map((receiver) => receiver.name);
        expect(new Set(told), JSON.stringify(instance.labels)).toEqual(receiversOf(instance));
      }
    });
  });

  test('are those of the plan for every alert in every place', () => {
    for (const instance of distinct(alerts)) {
      const found = takers(config.route, instance.labels).map(({ receiver }) => receiver);
      expect(new Set(found), JSON.stringify(instance.labels)).toEqual(receiversOf(instance));
    }
  });

  const grafana = grafanaContacts(site);
  const timings = [...grafana.muteTimings].map(([timing, intervals]) => ({
    name: timing,
    time_intervals: intervals,
  }));
  const names = receiverNames(site);
  const cases = representatives(site, alerts).map(({ labels, steps }) => ({
    where: JSON.stringify(labels),
    severity: labels.severity,
    steps,
    all: ruleFor(site.plan, labels)?.steps ?? [],
    alertmanager: takers(config.route, labels),
    // Grafana needs no twins: all steps follow from the first alert.
    grafana: labels.escalation === undefined ? takers(grafana.root, labels) : undefined,
  }));

  test.each(WEEKS)('are the same in Alertmanager and Grafana at every hour of the week of %s', (monday) => {
    for (let minute = 0; minute < WEEK; minute += STEP) {
      const at = new Date(new Date(`${monday}T00:00:00Z`).getTime() + minute * 60_000);
      const muted = mutedBy(config.time_intervals ?? [], at);
      const mutedInGrafana = mutedBy(timings, at);
      const told = (steps: readonly Step[], severity: string | undefined) =>
        sorted(
          steps.flatMap((step) =>
            heardAt(step, at).flatMap(({ person, channels }) => names(person.id, channels, severity)),
          ),
        );
      // One comparison for all alerts of a moment: each of them has a cost.
      const found = cases.map((each) => ({
        where: each.where,
        alertmanager: heard(each.alertmanager, muted),
        grafana: each.grafana && heard(each.grafana, mutedInGrafana),
      }));
      const planned = cases.map((each) => ({
        where: each.where,
        alertmanager: told(each.steps, each.severity),
        grafana: each.grafana && told(each.all, each.severity),
      }));
      expect(found, at.toISOString()).toEqual(planned);
    }
  });
});

interface Config {
  readonly route: Route;
  readonly receivers: readonly { readonly name: string }[];
  readonly time_intervals?: readonly Named[];
}

interface Instance {
  readonly labels: Labels;
  /** Steps that these very labels lead to: a twin belongs to a later one. */
  readonly steps: readonly Step[];
}

// What Prometheus sends for one alert: the alert itself and, for our critical ones, its twins.
function instances(site: Site, labels: Labels): readonly Instance[] {
  const rule = ruleFor(site.plan, labels);
  if (rule === undefined) return [{ labels, steps: [] }];
  if (rule.escalation === 'wait') return [{ labels, steps: rule.steps }];
  const own = site.alerts.find(({ name }) => name === labels.alertname);
  const delays = own === undefined ? [] : twinDelays(site.plan, { ...own, severity: 'critical' });
  const twins = delays.map((after) => ({
    labels: { ...labels, escalation: 'backup', escalation_after: after },
    steps: rule.steps.slice(1).filter((step) => step.after === after),
  }));
  return [{ labels, steps: rule.steps.slice(0, 1) }, ...twins];
}

function distinct(alerts: readonly Instance[]): readonly Instance[] {
  return [...new Map(alerts.map((instance) => [JSON.stringify(instance.labels), instance])).values()];
}

// The hours depend on the rule and the step only: one alert for each is enough.
function representatives(site: Site, alerts: readonly Instance[]): readonly Instance[] {
  const kinds = new Map(
    alerts.map((instance) => {
      const index = [ruleFor(site.plan, instance.labels)].map((rule) =>
        rule ? site.plan.rules.indexOf(rule) : -1,
      );
      return [`${index} ${instance.labels.escalation_after}`, instance];
    }),
  );
  return [...kinds.values()];
}

/** How the receivers are called that make up the channels of a person: some depend on the severity. */
function receiverNames({ routes: { receivers } }: Site) {
  const own = receivers.map(({ name, channels }) => ({
    name,
    of: name.replace(/(?: incidents|, team \d)$/, ''),
    channels: channels.map((channel) => JSON.stringify(channel)),
  }));
  const known = new Map<string, readonly string[]>();
  const namesOf = (person: string, wanted: readonly string[], severity: string): readonly string[] => {
    const found = own.filter(
      ({ of, channels: reached }) =>
        [person, `${person} (${severity})`].includes(of) && reached.every((one) => wanted.includes(one)),
    );
    const reached = found.flatMap((each) => each.channels).length;
    return reached === wanted.length ? found.map(({ name }) => name) : [`not all of ${person}`];
  };
  return (person: string, channels: readonly object[], severity = ''): readonly string[] => {
    const wanted = channels.map((channel) => JSON.stringify(channel));
    const key = [person, severity, ...wanted].join('\n');
    const names = known.get(key) ?? namesOf(person, wanted, severity);
    known.set(key, names);
    return names;
  };
}

function keyOf(labels: Labels): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort(),
  );
}

interface Named {
  readonly name: string;
  readonly time_intervals: readonly TimeInterval[];
}

function mutedBy(intervals: readonly Named[], at: Date): ReadonlySet<string> {
  return new Set(
    intervals.filter(({ time_intervals }) => within(time_intervals, at)).map(({ name }) => name),
  );
}

function heard(routes: readonly Route[], muted: ReadonlySet<string>): readonly string[] {
  const open = routes.filter(
    ({ mute_time_intervals = [] }) => !mute_time_intervals.some((name) => muted.has(name)),
  );
  return sorted(open.map(({ receiver }) => receiver).filter((receiver) => receiver !== 'nobody'));
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

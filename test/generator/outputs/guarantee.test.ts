import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
import { binaries, FLAVOURS } from '../../kit/binaries.ts';
import { type Route, type TimeInterval, takers, within } from '../../kit/policy-tree.ts';
import { everyAlert, SITES, siteOf } from '../../kit/proved-sites.ts';
import { written } from '../../kit/run-bundle.ts';

const run = promisify(execFile);
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

  test.each(FLAVOURS)('are those of the plan according to amtool (%s)', async (flavour) => {
    const { amtool } = binaries(flavour);
    const config = join(written(site, alertmanagerFiles), 'alertmanager/alertmanager.yaml');
    // The next test asks for each alert: here one stands for all that a rule decides alike.
    const queue = [...representatives(site, alerts)];
    expect(queue.length).toBeGreaterThan(10);

    const check = async (instance: Instance) => {
      const labels = Object.entries(instance.labels).filter(([, value]) => value !== '');
      const { stdout } = await run(amtool, [
        ...['config', 'routes', 'test', `--config.file=${config}`],
        ...labels.map(([label, value]) => `${label}=${JSON.stringify(value)}`),
      ]);
      expect(new Set(stdout.trim().split(',')), JSON.stringify(labels)).toEqual(receiversOf(instance));
    };
    const worker = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) await check(next);
    };
    await Promise.all([worker(), worker(), worker()]);
  });

  test('are those of the plan for every alert in every place', () => {
    const { route } = parse(toYaml(alertmanagerConfig(site)));
    for (const instance of distinct(alerts)) {
      const found = takers(route, instance.labels).map(({ receiver }) => receiver);
      expect(new Set(found), JSON.stringify(instance.labels)).toEqual(receiversOf(instance));
    }
  });

  test.each(WEEKS)('are the same in Alertmanager and Grafana at every hour of the week of %s', (monday) => {
    const config = parse(toYaml(alertmanagerConfig(site)));
    const grafana = grafanaContacts(site);
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

    for (let minute = 0; minute < WEEK; minute += STEP) {
      const at = new Date(new Date(`${monday}T00:00:00Z`).getTime() + minute * 60_000);
      const muted = mutedBy(config.time_intervals ?? [], at);
      const mutedInGrafana = mutedBy([...grafana.muteTimings].map(timing), at);
      const told = (steps: readonly Step[], severity: string | undefined) =>
        new Set(
          steps.flatMap((step) =>
            heardAt(step, at).flatMap(({ person, channels }) => names(person.id, channels, severity)),
          ),
        );
      for (const each of cases) {
        const where = `${each.where} ${at.toISOString()}`;
        expect(heard(each.alertmanager, muted), where).toEqual(told(each.steps, each.severity));
        if (each.grafana)
          expect(heard(each.grafana, mutedInGrafana), `Grafana ${where}`).toEqual(
            told(each.all, each.severity),
          );
      }
    }
  });
});

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
  return (person: string, channels: readonly object[], severity = ''): readonly string[] => {
    const found = receivers.filter(
      ({ name, channels: own }) =>
        [person, `${person} (${severity})`].includes(name.replace(/(?: incidents|, team \d)$/, '')) &&
        own.every((one) => channels.some((other) => same(one, other))),
    );
    const reached = found.flatMap((each) => each.channels).length;
    return reached === channels.length ? found.map(({ name }) => name) : [`not all of ${person}`];
  };
}

function same(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

interface Named {
  readonly name: string;
  readonly time_intervals: readonly TimeInterval[];
}

function timing([name, intervals]: readonly [string, readonly TimeInterval[]]): Named {
  return { name, time_intervals: intervals };
}

function mutedBy(intervals: readonly Named[], at: Date): ReadonlySet<string> {
  return new Set(
    intervals.filter(({ time_intervals }) => within(time_intervals, at)).map(({ name }) => name),
  );
}

function heard(routes: readonly Route[], muted: ReadonlySet<string>): Set<string> {
  const open = routes.filter(
    ({ mute_time_intervals = [] }) => !mute_time_intervals.some((name) => muted.has(name)),
  );
  return new Set(open.map(({ receiver }) => receiver).filter((receiver) => receiver !== 'nobody'));
}

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { onDuty } from '../../../generator/contacts/duty.ts';
import { planOf } from '../../../generator/contacts/escalation.ts';
import type { PlanRule } from '../../../generator/contacts/escalation-plan.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';
import { readRouting } from '../../../generator/contacts/routing.ts';
import { toldAt } from '../../../generator/contacts/timeline.ts';
import { alertmanagerFiles } from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { roleShifts } from '../../../generator/reports/oncall.ts';
import { weekOf, yearGaps } from '../../../generator/reports/week.ts';
import { type Site, siteFrom } from '../../../generator/site.ts';
import { readSettings } from '../../../generator/site-settings.ts';
import { type Route, type TimeInterval, takers, within } from '../../kit/policy-tree.ts';
import { ROSTERS } from '../sites/rosters.ts';

const NOW = new Date('2026-11-23T09:00:00Z');
const HOUR = 3_600_000;
const WEEK = 168 * HOUR;
/** Coprime to the hours of a week, and off the full hours, so that a year meets each hour of the week. */
const EVERY = 7 * HOUR + 60_000;
const MOMENTS = Array.from(
  { length: Math.floor((52 * WEEK) / EVERY) },
  (_, index) => new Date(NOW.getTime() + index * EVERY),
);

describe.each(Object.entries(ROSTERS))('over a year of %s', (_, roster) => {
  const site = siteOf(roster);
  const rule = ruleOf(site);

  test('Alertmanager tells whom the plan tells, at once and later', () => {
    const { tells } = alertmanagerOf(site);

    for (const at of MOMENTS) {
      const planned = rule.steps.map((step) => toldAt(step, at).map(({ person }) => person.id));
      const told = ['', '30m'].slice(0, planned.length).map((after) => tells(after, at));
      expect({ at, told: told.map(sorted) }).toEqual({ at, told: planned.map(sorted) });
    }
  });

  test('oncall shows who of the role is on duty', () => {
    const to = new Date(NOW.getTime() + 52 * WEEK);
    const [duty] = roleShifts(site, 'Duty', { from: NOW, to });
    const members = site.plan.contacts.members.filter(({ role }) => role === 'Duty');

    // In their order, and each moment is later than the one before.
    const shifts = [...(duty?.shifts ?? [])];
    for (const at of MOMENTS) {
      while (shifts[0] !== undefined && shifts[0].to <= at) shifts.shift();
      const shift = shifts.find(({ from }) => from <= at);
      const shown = [...(shift?.primary ?? []), ...(shift?.backup ?? [])];
      const there = members.filter(({ person }) => onDuty(person.duty, at));
      expect({ at, shown: sorted(shown.map(idOf)) }).toEqual({ at, shown: sorted(there.map(idOf)) });
    }
  });

  test('coverage has a gap exactly where the plan tells nobody', () => {
    for (let week = 0; week < 52; week += 3) {
      const from = new Date(NOW.getTime() + week * WEEK);
      const { hours } = weekOf(rule, from);
      const quarters = Array.from({ length: 168 }, (_, hour) =>
        [0, 15, 30, 45].every((minute) => {
          const at = new Date(from.getTime() + hour * HOUR + minute * 60_000);
          return toldAt(rule.steps[0], at).length > 0;
        }),
      );
      expect({ from, hours }).toEqual({ from, hours: quarters.filter(Boolean).length });
    }
    const isSilent = MOMENTS.some((at) => toldAt(rule.steps[0], at).length === 0);
    expect(yearGaps(rule, NOW).length > 0 || !isSilent).toBe(true);
  });
});

test('the rosters have what agreement is claimed of', () => {
  const all = Object.values(ROSTERS).join('\n');

  for (const feature of [
    'rotations',
    'overrides',
    'holidays',
    'swap',
    'validTo',
    '22:00-06:00',
    'every: day',
    'severities',
  ])
    expect(all).toContain(feature);
  expect(new Set(all.match(/\b[A-Z]\w+\/[A-Z]\w+/g)).size).toBeGreaterThan(5);
  expect(Object.keys(ROSTERS)).toHaveLength(10);
});

function siteOf(text: string): Site {
  const contacts = readContacts({ name: 'contacts.yaml', text }, undefined, {}, NOW);
  const routing = 'fallback: Duty\nroutes: [{ tell: Duty, escalate: [{ after: 30m, to: backup }] }]';
  return siteFrom(
    planOf(contacts, readRouting({ name: 'routing.yaml', text: routing }, contacts)),
    readSettings(),
  );
}

function ruleOf({ plan }: Site): PlanRule {
  const rule = plan.rules.find(
    ({ severity, escalation }) => severity === 'critical' && escalation === 'twin',
  );
  if (rule === undefined) throw new Error('the routing has a route for our critical alerts');
  return rule;
}

/** Whom the written configuration tells about a critical alert, by the label of its second rule. */
function alertmanagerOf(site: Site) {
  const file = alertmanagerFiles(site).get('alertmanager/alertmanager.yaml') ?? '';
  const { route, time_intervals = [] } = parse(file) as {
    readonly route: Route;
    readonly time_intervals?: readonly {
      readonly name: string;
      readonly time_intervals: readonly TimeInterval[];
    }[];
  };
  const intervals = new Map(time_intervals.map(({ name, time_intervals: times }) => [name, times]));
  const labels = { alertname: 'A', severity: 'critical', component: 'cluster' };
  const routes = new Map(
    ['', '30m'].map((after) => [
      after,
      takers(route, after === '' ? labels : { ...labels, escalation: 'backup', escalation_after: after }),
    ]),
  );
  return {
    tells: (after: string, at: Date) =>
      (routes.get(after) ?? [])
        .filter(
          ({ mute_time_intervals = [] }) =>
            !mute_time_intervals.some((name) => within(intervals.get(name) ?? [], at)),
        )
        .map(({ receiver }) => receiver)
        .filter((receiver) => receiver !== 'nobody'),
  };
}

function idOf({ person }: { readonly person: { readonly id: string } }): string {
  return person.id;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

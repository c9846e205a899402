import { expect, test } from 'vitest';
import { planOf } from '../../../generator/contacts/escalation.ts';
import { readContacts } from '../../../generator/contacts/read-contacts.ts';
import { readRouting } from '../../../generator/contacts/routing.ts';
import { oncallPage } from '../../../generator/outputs/docs/oncall-page.ts';
import { ruleFiles } from '../../../generator/outputs/prometheus/alerting-rules.ts';
import { testFiles } from '../../../generator/outputs/prometheus/rule-tests.ts';
import { type Site, siteFrom } from '../../../generator/site.ts';
import { readSettings } from '../../../generator/site-settings.ts';

const PEOPLE = 'contacts: [{ name: Nia, email: nia@example.com }, { name: Liv, email: liv@example.com }]';
const TURNS = `${PEOPLE}
rotations: [{ role: Duty, people: [Nia, Liv], start: 2026-10-05, timeZone: Europe/Oslo }]`;

test('a site with turns says until when they are known, and warns three weeks ahead', () => {
  const { alerts, notes } = siteOf(TURNS);
  const alert = alerts.find(({ name }) => name === 'PaletteRosterEnding');

  expect(notes.join()).toContain('those of Duty are written out until 2027-05-31 22:00 UTC.');
  expect(alert?.expr).toBe(`${Date.UTC(2027, 4, 31, 22) / 1000} - vector(time()) < ${21 * 24 * 3600}`);
});

test('the rule and its test are written, the test ends shortly before the turns do', () => {
  const site = siteOf(TURNS);
  const file = testFiles(site).find(({ content }) => JSON.stringify(content).includes('PaletteRosterEnding'));
  const [days = 0] =
    JSON.stringify(file?.content)
      .match(/(?<="eval_time":")\d+/g)
      ?.map(Number) ?? [];

  expect(JSON.stringify(ruleFiles(site))).toContain('PaletteRosterEnding');
  expect((Date.UTC(2027, 4, 31, 22) - days * 86_400_000) / 86_400_000).toBeGreaterThan(0);
  expect((Date.UTC(2027, 4, 31, 22) - days * 86_400_000) / 86_400_000).toBeLessThan(21);
});

test.each([
  [
    'no rotation',
    PEOPLE.replace('email: nia', 'roles: Duty, email: nia').replace('email: liv', 'roles: Duty, email: liv'),
  ],
  ['a rotation that ends before', TURNS.replace('timeZone', 'end: 2026-12-31, timeZone')],
])('a site with %s has no such alert', (_, roster) => {
  const { alerts, notes } = siteOf(roster);

  expect(alerts.map(({ name }) => name)).not.toContain('PaletteRosterEnding');
  expect(notes.join()).not.toContain('written out');
});

test('a page of the bundle shows the turns as far as they are written out', () => {
  const [page] = oncallPage(siteOf(TURNS));

  expect(page?.[0]).toBe('docs/oncall.md');
  expect(page?.[1]).toContain(
    '## Duty\n\n| from (Europe/Oslo) | on duty |\n|---|---|\n| Thu 2026-10-01 02:00 | nobody |\n',
  );
  expect(page?.[1]).toContain('| Mon 2026-11-23 00:00 | Liv |\n| Mon 2026-11-30 00:00 | Nia |\n');
  expect(
    oncallPage(siteOf(TURNS.replace(/^rotations.*/m, '').replaceAll('email', 'roles: Duty, email'))),
  ).toEqual([]);
});

test('what is written out changes once a month only', () => {
  const horizon = (day: string) => siteOf(TURNS, day).plan.contacts.roster?.horizon;

  expect(horizon('2026-11-02')).toEqual(horizon('2026-11-30'));
  expect(horizon('2026-12-03')).not.toEqual(horizon('2026-11-30'));
});

test('the settings may change the alert', () => {
  const text = 'alerts: { PaletteRosterEnding: { enabled: false } }';
  const settings = readSettings({ name: 'settings.yaml', text });

  expect(siteFrom(siteOf(TURNS).plan, settings).alerts.map(({ name }) => name)).not.toContain(
    'PaletteRosterEnding',
  );
});

function siteOf(text: string, day = '2026-11-23'): Site {
  const contacts = readContacts({ name: 'contacts.yaml', text }, undefined, {}, new Date(`${day}T09:00:00Z`));
  const routing = { name: 'routing.yaml', text: 'fallback: Duty\nroutes: [{ tell: Duty }]' };
  return siteFrom(planOf(contacts, readRouting(routing, contacts)), readSettings());
}

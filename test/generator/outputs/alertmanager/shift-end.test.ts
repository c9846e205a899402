import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { receiversTold } from '../../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../../generator/alertmanager/read-configuration.ts';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerConfig } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { grafanaContacts } from '../../../../generator/outputs/grafana/contact-points.ts';
import { alertmanagerConfigObject } from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { loadSite, type Site } from '../../../../generator/site.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { bundle, inputFolder } from '../../../kit/run-bundle.ts';
import { options } from '../../../kit/small-site.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { startWebhookSink, type WebhookSink } from '../../../kit/webhook-sink.ts';

const LABELS = { alertname: 'PaletteClusterUnhealthy', component: 'cluster', severity: 'critical' };
const PAGER = { type: 'pagerduty', routingKeyFile: '/run/pager' };
const TEAM = { type: 'opsgenie', apiKeyFile: '/run/team' };

describe.each(FLAVOURS)('when the shift of a contact ends while an alert fires (%s)', (flavour) => {
  test('its end reaches the program that keeps an incident, and no mailbox', async () => {
    const sink = await startWebhookSink();
    const hook = (name: string) => ({
      type: 'webhook',
      url: `${sink.url}/${name}`,
      keepsIncidents: name === 'incidents',
    });
    const site = siteWith([
      { name: 'Ada', hours: hoursAround(0), channels: [hook('incidents'), hook('chat')] },
    ]);
    const alertmanager = await startAlertmanager({ flavour, config: alertmanagerConfig(site, []) });

    await alertmanager.post({ labels: LABELS });
    await eventually('both to be told', () => toldBy(sink, 'firing').size === 2);
    // The shift is over: the same table with other hours.
    const later = siteWith([
      { name: 'Ada', hours: hoursAround(12), channels: [hook('incidents'), hook('chat')] },
    ]);
    await alertmanager.reload(toYaml(alertmanagerConfig(later, [])));
    await alertmanager.post({ labels: LABELS, endsAt: new Date().toISOString() });
    await eventually('the end', () => toldBy(sink, 'resolved').size > 0);
    await pause(1_500);

    expect(toldBy(sink, 'resolved')).toEqual(new Set(['/incidents']));
    for (const each of [alertmanager, sink]) await each.close();
  });
});

describe('hours of a contact with a pager', () => {
  const ada = { name: 'Ada', hours: '08:00-16:00', email: 'ada@example.com', channels: [PAGER] };
  const [day, night] = [new Date('2026-11-23T12:00:00Z'), new Date('2026-11-23T20:00:00Z')];

  test('hold for the mails and not for the incidents, in what Alertmanager reads', () => {
    const told = toldBySite(siteWith([ada]));

    expect(told(day)).toEqual(new Set(['Ada', 'Ada incidents', 'Sam']));
    expect(told(night)).toEqual(new Set(['Ada incidents', 'Sam']));
  });

  test('make no interval where there is nothing but the pager', () => {
    const { routes } = siteWith([{ name: 'Ada', hours: '08:00-16:00', channels: [PAGER, TEAM] }]);

    expect([...routes.intervals.keys()]).toEqual([]);
    expect(routes.receivers.map(({ name }) => name)).toContain('Ada');
  });

  test('hold for the mails alone in the object of the operator and in the policies of Grafana, too', () => {
    const site = siteWith([ada]);
    for (const form of [alertmanagerConfigObject(site), grafanaContacts(site).root]) {
      const leaves = leavesOf(JSON.parse(JSON.stringify(form)));
      expect(leaves.filter(({ muted }) => muted).map(({ receiver }) => receiver)).toContain('Ada');
      expect(leaves.filter(({ receiver }) => receiver === 'Ada incidents')).toContainEqual(
        expect.objectContaining({ muted: false }),
      );
    }
  });

  test('leave the days: a pager of somebody whose turn it is not is not told', () => {
    const told = toldBySite(siteWith([{ ...ada, validTo: '2026-11-23' }]));

    expect(told(night)).toContain('Ada incidents');
    expect(told(new Date('2026-11-24T12:00:00Z'))).toEqual(new Set(['Sam']));
  });

  test('are said: who is told at every hour, and whose incidents may stay open', async () => {
    const sources = sourcesWith([{ ...ada, validTo: '2026-12-23' }]);

    const { out } = await bundle(['coverage', '--json', ...options(sources)]);
    const who = await bundle(['who', '--alert', 'PaletteClusterUnhealthy', ...options(sources)]);

    const notes = JSON.parse(out).notes.join('\n');
    expect(notes).toContain('PagerDuty of Ada is told at every hour, not only in those of the table');
    expect(notes).toContain('PagerDuty of Ada is told on some days, or while others are off duty');
    expect(who.code).toBe(0);
  });
});

interface Leaf {
  readonly receiver: string;
  readonly muted: boolean;
}

/** The routes of a tree, or of an object that has one, that have no routes of their own. */
function leavesOf(node: unknown): readonly Leaf[] {
  if (Array.isArray(node)) return node.flatMap(leavesOf);
  if (typeof node !== 'object' || node === null) return [];
  const { receiver, routes, ...rest } = node as Readonly<Record<string, unknown>>;
  if (typeof receiver !== 'string' || routes !== undefined)
    return [...Object.values(rest), routes].flatMap(leavesOf);
  return [{ receiver, muted: Object.keys(rest).some((key) => key.startsWith('mute')) }];
}

function toldBySite(site: Site): (at: Date) => ReadonlySet<string> {
  const configuration = readConfiguration('a test', toYaml(alertmanagerConfig(site)));
  return (at) => receiversTold(configuration, LABELS, at);
}

function toldBy({ calls }: WebhookSink, status: string): ReadonlySet<string> {
  return new Set(calls.filter(({ body }) => body.status === status).map(({ path }) => path));
}

/** Twelve hours in the middle of which it is now, or now and so many hours. */
function hoursAround(offset: number): string {
  const start = (new Date().getUTCHours() + offset + 18) % 24;
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  return `${clock(start)}-${clock((start + 12) % 24)}`;
}

/** Sam is always there, so that no stand-in is needed. */
function sourcesWith(contacts: readonly object[]) {
  const roles = ['Ops'];
  const people = [
    ...contacts,
    { name: 'Sam', channels: [{ type: 'webhook', url: 'http://127.0.0.1:9/sam' }] },
  ];
  return inputFolder({
    contacts: toYaml({ contacts: people.map((person) => ({ roles, timeZone: 'UTC', ...person })) }),
    routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
    settings: toYaml({ alertmanager: { groupWait: '0s', groupInterval: '1s' } }),
  });
}

function siteWith(contacts: readonly object[]): Site {
  return loadSite(sourcesWith(contacts));
}

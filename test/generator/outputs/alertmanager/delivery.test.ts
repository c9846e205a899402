import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { onDuty } from '../../../../generator/contacts/duty.ts';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerFiles } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { loadSite, type Sources } from '../../../../generator/site.ts';
import { FLAVOURS, type Flavour } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { type Mail, startMailSink } from '../../../kit/mail-sink.ts';
import { inputFolder, written } from '../../../kit/run-bundle.ts';
import { type Alertmanager, type PostedAlert, startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { startWebhookSink, type WebhookSink } from '../../../kit/webhook-sink.ts';

const DELAY = 3_000;
const TWIN = { escalation: 'backup', escalation_after: `${DELAY / 1000}s` };

interface Call {
  readonly to: string;
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
}

describe.each(FLAVOURS)('a real Alertmanager (%s)', (flavour) => {
  const clusters = ['left-alone', 'silenced', 'resolved'] as const;
  let early: readonly Call[] = [];
  let middle: readonly Call[] = [];
  let calls: readonly Call[] = [];
  let mails: readonly Mail[] = [];

  // One story for all tests: six incidents, of which one kind is silenced and one ends before the backup is due.
  beforeAll(async () => {
    const webhooks = await startWebhookSink();
    const mailbox = await startMailSink();
    const alertmanager = await start(flavour, platform(webhooks.url, mailbox.address));
    const firing = new Set(
      ['warning', 'critical'].flatMap((severity) => clusters.map((name) => incident(name, severity))),
    );
    // Prometheus repeats what fires, and so does this test.
    const fire = async (milliseconds: number) => {
      for (const end = Date.now() + milliseconds; Date.now() < end; await pause(200))
        await alertmanager.post(...firing);
    };
    await fire(DELAY / 2);
    for (const alert of [...firing]) {
      if (alert.labels.cluster_name === 'silenced') await alertmanager.silence(alert.labels);
      if (alert.labels.cluster_name !== 'resolved') continue;
      firing.delete(alert);
      await alertmanager.post({ ...alert, endsAt: new Date().toISOString() });
    }
    await fire(DELAY / 3);
    early = callsOf(webhooks);
    await fire(DELAY / 6);
    for (const alert of [...firing]) {
      if (alert.labels.severity === 'critical')
        firing.add({ ...alert, labels: { ...alert.labels, ...TWIN } });
    }
    firing.add(incident('late', 'warning'));
    await fire(DELAY / 2);
    middle = callsOf(webhooks);
    await fire(DELAY);
    calls = callsOf(webhooks);
    mails = mailbox.mails;
    for (const each of [alertmanager, webhooks, mailbox]) await each.close();
  });

  test.each(['warning', 'critical'])('tells the primary of each %s at once, and once', (severity) => {
    for (const name of clusters) {
      expect(firings(early, 'ada', name, severity), name).toHaveLength(1);
      expect(firings(calls, 'ada', name, severity), name).toHaveLength(1);
    }
  });

  test.each(['warning', 'critical'])(
    'tells the backup of a %s that nobody takes, after the delay, once',
    (severity) => {
      expect(firings(early, 'bea', 'left-alone', severity)).toEqual([]);
      expect(firings(calls, 'bea', 'left-alone', severity)).toHaveLength(1);
    },
  );

  test.each(['warning', 'critical'])('tells no backup of a %s after a silence', (severity) => {
    expect(firings(calls, 'bea', 'silenced', severity)).toEqual([]);
  });

  test.each(['warning', 'critical'])('tells no backup of a %s after it was resolved', (severity) => {
    expect(firings(calls, 'bea', 'resolved', severity)).toEqual([]);
  });

  test('waits again for an incident that joins an older one', () => {
    expect(firings(middle, 'ada', 'late', 'warning')).toHaveLength(1);
    expect(firings(middle, 'bea', 'late', 'warning')).toEqual([]);
    expect(firings(calls, 'bea', 'late', 'warning')).toHaveLength(1);
  });

  test('tells the primary when it is resolved', () => {
    const told = calls.filter(({ to, status }) => to === 'ada' && status === 'resolved');

    expect(new Set(told.map(({ labels }) => labels.cluster_name))).toContain('resolved');
  });

  test('tells nobody else', () => {
    expect(new Set(calls.map(({ to }) => to))).toEqual(new Set(['ada', 'bea']));
  });

  test('sends the runbook, and who is told and when, in both parts of a mail', () => {
    const mail = mails.find(({ subject }) => /FIRING critical.*left-alone/.test(subject));
    const next = mails.find(({ subject }) => /FIRING warning.*left-alone/.test(subject));

    expect(mail?.text).toContain('1. kubectl --context left-alone get nodes\n2. Look at **Events**.');
    expect(mail?.html).toContain('1. kubectl --context left-alone get nodes\n2. Look at <b>Events</b>.');
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toMatch(/Since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    }
    for (const part of [mail?.text, mail?.html, next?.text, next?.html]) {
      expect(part).toMatch(/Told at once: ada \(e-mail ada@example.com\); after 3s without a silence: bea\b/);
    }
    expect(mail?.text).toContain('Palette calls it <unhealthy>.');
    expect(mail?.html).toContain('Palette calls it &lt;unhealthy&gt;.');
    expect(mail?.html).toContain('name="color-scheme" content="light dark"');
  });

  test('sends mails to the address of the table, with what to do and a prefilled silence', () => {
    const mail = mails.find(({ subject }) => subject.includes('left-alone'));
    const link = /href="([^"]+#\/silences\/new[^"]+)"/.exec(mail?.html ?? '')?.[1] ?? '';

    expect(new Set(mails.flatMap(({ recipients }) => recipients))).toEqual(new Set(['ada@example.com']));
    expect(mail?.subject).toMatch(
      /^\[FIRING (?:warning|critical)\] A cluster is "odd" & <unhealthy>\. left-alone$/,
    );
    expect(mail?.html).toContain('Cluster left-alone is unhealthy.');
    expect(mail?.html).toContain('https://wiki.example.com/runbooks/PaletteClusterUnhealthy.md');
    expect(decodeURIComponent(link.replaceAll('&amp;', '&'))).toMatch(
      /filter=\{alertname="PaletteClusterUnhealthy",cluster_name="left-alone",component="cluster",severity="\w+"\}$/,
    );
  });
});

describe.each(FLAVOURS)('the heartbeat (%s)', (flavour) => {
  test('reaches the outside checker again and again, and nobody else', async () => {
    const webhooks = await startWebhookSink();
    const heartbeat = { url: `${webhooks.url}/checker`, every: '1s' };
    const { contacts, routing } = platformFiles(webhooks.url);
    const alertmanager = await start(flavour, site(contacts, routing, { heartbeat }));

    await alertmanager.post({ labels: { alertname: 'Watchdog', severity: 'none' } });
    await eventually('three heartbeats', () => webhooks.calls.length >= 3);

    expect(new Set(callsOf(webhooks).map(({ to }) => to))).toEqual(new Set(['checker']));
    for (const each of [alertmanager, webhooks]) await each.close();
  });
});

describe.each(FLAVOURS)('the hours of many people, asked from a real Alertmanager (%s)', (flavour) => {
  test('are those of the plan', async () => {
    const webhooks = await startWebhookSink();
    const sources = many(new Date(), webhooks.url);
    const { contacts } = loadSite(sources).plan;
    const alertmanager = await start(flavour, sources);
    const onDutyNow = () =>
      contacts.members
        .filter(({ role, person }) => role === 'Many' && onDuty(person.duty, new Date()))
        .map(({ person }) => person.name);
    const before = onDutyNow();

    await alertmanager.post(incident('hours', 'warning'));
    const told = () => new Set(callsOf(webhooks).map(({ to }) => to));
    await eventually('those on duty to be told', () =>
      before.every((name) => told().has(name) || !onDutyNow().includes(name)),
    );
    await pause(1_500);

    // Somebody's duty may begin while the test runs.
    const allowed = new Set([...before, ...onDutyNow()]);
    expect([...told()].filter((name) => !allowed.has(name))).toEqual([]);
    expect(before.length).toBeGreaterThan(20);
    expect(contacts.people.length - before.length).toBeGreaterThan(100);
    for (const each of [alertmanager, webhooks]) await each.close();
  });
});

function start(flavour: Flavour, sources: Sources): Promise<Alertmanager> {
  const folder = join(written(loadSite(sources), alertmanagerFiles), 'alertmanager');
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  return startAlertmanager({
    flavour,
    config: text('alertmanager.yaml'),
    files: { 'palette.tmpl': text('palette.tmpl') },
  });
}

function callsOf({ calls }: WebhookSink): readonly Call[] {
  return calls.flatMap(({ path, body }) =>
    body.alerts.map(({ status, labels }) => ({ to: path.slice(1), status, labels })),
  );
}

function firings(calls: readonly Call[], to: string, cluster: string, severity: string): readonly Call[] {
  return calls.filter(
    (call) =>
      call.to === to &&
      call.status === 'firing' &&
      call.labels.cluster_name === cluster &&
      call.labels.severity === severity,
  );
}

function incident(cluster: string, severity: string): PostedAlert {
  return {
    labels: { alertname: 'PaletteClusterUnhealthy', component: 'cluster', cluster_name: cluster, severity },
    annotations: {
      summary: 'A cluster is "odd" & <unhealthy>.',
      description: `Cluster ${cluster} is unhealthy.`,
      runbook_url: 'https://wiki.example.com/runbooks/PaletteClusterUnhealthy.md',
      runbook: `Palette calls it <unhealthy>.\n1. kubectl --context ${cluster} get nodes\n2. Look at **Events**.`,
    },
  };
}

function platform(webhook: string, smarthost: string): Sources {
  const { contacts, routing } = platformFiles(webhook);
  return site(contacts, routing, { smtp: { smarthost, requireTls: false } });
}

function platformFiles(webhook: string): { contacts: readonly object[]; routing: object } {
  const contact = (name: string, rank: string) => ({
    name,
    roles: ['Platform'],
    rank,
    channels: [{ type: 'webhook', url: `${webhook}/${name}` }],
  });
  const escalate = [{ after: TWIN.escalation_after, to: 'backup' }];
  return {
    contacts: [{ ...contact('ada', 'primary'), email: 'ada@example.com' }, contact('bea', 'backup')],
    routing: { fallback: 'Platform', routes: [{ tell: 'Platform', escalate }] },
  };
}

// One hour of the week each, in zones with and without daylight saving, and days around today.
function many(now: Date, webhook: string): Sources {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Pacific/Auckland',
    'America/St_Johns',
  ];
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const hours = zones.flatMap((timeZone) =>
    Array.from({ length: 24 }, (_, hour) => ({
      timeZone,
      hours: `${days[(now.getUTCDay() + (hour % 3) + 6) % 7]} ${hour}:00-${hour + 1}:00`,
    })),
  );
  const date = (offset: number) => new Date(now.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
  const calendar = zones.flatMap((timeZone) =>
    [-2, -1, 0, 1, 2].flatMap((offset) => [
      { timeZone, validFrom: date(offset) },
      { timeZone, validTo: date(offset) },
      { timeZone, holidays: [date(offset)] },
      { timeZone, holidays: [date(offset).slice(5)], hours: '00:00-24:00' },
    ]),
  );
  const people = [...hours, ...calendar].map((duty, index) => ({
    name: `p${index}`,
    roles: ['Many'],
    ...duty,
  }));
  const contacts = [...people, { name: 'standby', roles: ['Standby'] }].map((person) => ({
    ...person,
    channels: [{ type: 'webhook', url: `${webhook}/${person.name}` }],
  }));
  return site(contacts, { fallback: 'Standby', routes: [{ tell: 'Many' }] }, {});
}

function site(contacts: readonly object[], routing: object, alertmanager: object): Sources {
  return inputFolder({
    contacts: toYaml({ contacts }),
    routing: toYaml(routing),
    settings: toYaml({ alertmanager: { ...alertmanager, groupWait: '0s', groupInterval: '1s' } }),
  });
}

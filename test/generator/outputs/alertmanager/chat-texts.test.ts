import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerTexts } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { alertmanagerConfigObject } from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { loadSite, type Site } from '../../../../generator/site.ts';
import { FLAVOURS, type Flavour } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { temporaryFolder } from '../../../kit/folder.ts';
import { type ConfigObject, converted } from '../../../kit/operator-conversion.ts';
import { integrationsOf } from '../../../kit/operator-integrations.ts';
import { inputFolder } from '../../../kit/run-bundle.ts';
import { type Alertmanager, type PostedAlert, startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { startWebhookSink, type WebhookSink } from '../../../kit/webhook-sink.ts';

/** What the products take, in characters; Slack takes 40,000, of which nobody reads so many. */
const LIMITS = {
  slack: 12_000,
  telegram: 4_096,
  teams: 20_000,
  message: 130,
  description: 15_000,
  summary: 1_024,
};

const CHANNELS = ['slack', 'teams', 'telegram', 'opsgenie', 'pagerduty'] as const;
/** Opsgenie closes an alert without any text. */
const ENDED = ['slack', 'teams', 'telegram', 'pagerduty'] as const;

/** Words of ours as they are, and the longest and oddest that names may be. */
const ODD = `"<a&b>'+`.repeat(60);
/** How an odd name begins in HTML. */
const CUT = '&#34;&lt;a&amp;b&gt;';
const LINKS = {
  runbook_url: 'https://exporter.example.com/runbooks/PaletteNodeNotReady.md',
  dashboard_url: 'https://grafana.example.com/d/palette-hosts?var-cluster=edge-1&var-node=n1',
  console_url: 'https://palette.example.com/clusters/edge-1',
};

describe.each(FLAVOURS)('an alert in a chat (%s)', (flavour) => {
  describe.each(['the whole configuration', 'an AlertmanagerConfig'] as const)('by %s', (way) => {
    let sink: WebhookSink;
    let alertmanager: Alertmanager;
    const first = (channel: Channel, about: string, isEnd = false) =>
      messages(sink, about).find((one) => one.channel === channel && one.isEnd === isEnd);
    const textOf = (channel: Channel, about: string, isEnd = false) =>
      first(channel, about, isEnd)?.text ?? '';
    beforeAll(async () => {
      sink = await startWebhookSink();
      alertmanager = await startWith(flavour, way, sink.url);
      const odd = Array.from({ length: 30 }, (_, index) => alertOn('strange', LINKS, `${index}${ODD}`));
      await alertmanager.post(alertOn('edge-1', LINKS), alertOn('edge-2', {}), ...odd);
      await eventually('all to be told', () =>
        ['edge-1', 'edge-2', 'strange'].every((about) => CHANNELS.every((channel) => first(channel, about))),
      );
      await alertmanager.post({ ...alertOn('edge-1', LINKS), endsAt: new Date().toISOString() });
      await eventually('the end', () => ENDED.every((channel) => first(channel, 'edge-1', true)));
    });
    afterAll(async () => {
      for (const each of [alertmanager, sink]) await each.close();
    });

    test.each(CHANNELS)(
      '%s gets what, where, since when, the first steps with the labels in them, and all links',
      (channel) => {
        const text = textOf(channel, 'edge-1');

        expect(text).toContain('Node n1 of cluster edge-1 is not ready.');
        expect(text).toMatch(/Since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
        expect(text).toContain('1. `kubectl describe node n1`: which condition is false?');
        expect(text).toContain('https://exporter.example.com/runbooks/PaletteNodeNotReady.md');
        expect(text).toMatch(
          /grafana\.example\.com\/d\/palette-hosts\?var-cluster=edge-1&(amp;)?var-node=n1/,
        );
        expect(text).toContain('https://palette.example.com/clusters/edge-1');
        expect(text.replaceAll('%22', '"').replace(/%3d/gi, '=').replaceAll('&#34;', '"')).toMatch(
          /#\/silences\/new\?filter=%7Balertname="PaletteNodeNotReady"%2Ccluster_name="edge-1"%2Ccomponent="node"/,
        );
        if (way === 'the whole configuration') expect(text).toMatch(/Told at once: Ada.*; after 30m.*: Bea/);
      },
    );

    test.each(CHANNELS)('%s gets no link that leads nowhere', (channel) => {
      const text = textOf(channel, 'edge-2');

      expect(text).toContain('Node n1 of cluster edge-2 is not ready.');
      expect(text).not.toMatch(/Runbook|Dashboard|Console|href=""|\]\(\)|<\|/);
    });

    // PagerDuty shows nothing of an end but that it came.
    test.each(ENDED.filter((channel) => channel !== 'pagerduty'))(
      '%s is told that it is over, without what there is to do',
      (channel) => {
        expect(textOf(channel, 'edge-1', true)).not.toContain('kubectl describe');
      },
    );

    test('however long and odd the names are, no channel has to cut a message', () => {
      const [slack, telegram, teams] = [
        valueAt(first('slack', 'strange')?.body, 'attachments', 0, 'text'),
        valueAt(first('telegram', 'strange')?.body, 'text'),
        textOf('teams', 'strange'),
      ];

      expect(slack.length).toBeLessThan(LIMITS.slack);
      expect(teams.length).toBeLessThan(LIMITS.teams);
      expect(telegram.length).toBeLessThan(LIMITS.telegram);
      expect(telegram.match(/<(b|a)\b/g)?.length).toBe(telegram.match(/<\/(b|a)>/g)?.length);
      expect(telegram).toContain('… and 28 more');
    });

    test('the fields of products with incidents hold what counts', () => {
      const opsgenie = first('opsgenie', 'strange')?.body;
      const message = valueAt(opsgenie, 'message');

      expect([...message].length).toBeLessThanOrEqual(LIMITS.message);
      expect(message).toContain(' strange (30 times)');
      expect(valueAt(opsgenie, 'description').length).toBeLessThan(LIMITS.description);
      expect(valueAt(opsgenie, 'priority')).toBe('P1');
      const payload = (key: string) => valueAt(first('pagerduty', 'edge-1')?.body, 'payload', key);
      expect(payload('summary').length).toBeLessThanOrEqual(LIMITS.summary);
      expect([payload('severity'), payload('component'), payload('group')]).toEqual([
        'critical',
        'node',
        'edge-1',
      ]);
    });
  });
});

type Way = 'the whole configuration' | 'an AlertmanagerConfig';

function alertOn(cluster: string, links: object, odd = ''): PostedAlert {
  return {
    labels: {
      alertname: 'PaletteNodeNotReady',
      cluster_name: cluster,
      component: 'node',
      node: odd === '' ? 'n1' : odd,
      namespace: 'palette-monitoring',
      severity: 'critical',
    },
    annotations: {
      summary: 'A node of a cluster is not ready.',
      description: `Node ${odd === '' ? 'n1' : odd} of cluster ${cluster} is not ready.`,
      runbook: [
        `What it means\nKubernetes on this node is not ready.${odd}`,
        `First steps\n1. \`kubectl describe node ${odd === '' ? 'n1' : odd}\`: which condition is false?\n2. Look.${odd.repeat(3)}`,
        'What helps\nRestart the kubelet.',
      ].join('\n\n'),
      ...links,
    },
  };
}

async function startWith(flavour: Flavour, way: Way, url: string): Promise<Alertmanager> {
  const secrets = await temporaryFolder({
    slack: `${url}/slack`,
    teams: `${url}/teams`,
    telegram: '1:token',
    pagerduty: 'key',
    opsgenie: 'key',
  });
  const site = siteWith(secrets.path);
  const global = {
    pagerduty_url: `${url}/pagerduty`,
    opsgenie_api_url: `${url}/`,
    telegram_api_url: url,
  };
  if (way === 'an AlertmanagerConfig') {
    const object = alertmanagerConfigObject(site) as ConfigObject;
    const receiver = (name: string) => integrationsOf(object, name, (key) => join(secrets.path, key));
    const config = converted(object, { strategy: 'OnNamespace', receiver });
    return startAlertmanager({ flavour, config: { ...config, global } });
  }
  const { 'alertmanager.yaml': written, 'palette.tmpl': texts } = alertmanagerTexts(site);
  const config = parse(written);
  return startAlertmanager({
    flavour,
    config: { ...config, global: { ...config.global, ...global } },
    files: { 'palette.tmpl': texts },
  });
}

function siteWith(folder: string): Site {
  const channels = [
    { type: 'slack', channel: '#ops', urlFile: `${folder}/slack` },
    { type: 'msteams', urlFile: `${folder}/teams` },
    { type: 'telegram', chatId: 7, botTokenFile: `${folder}/telegram` },
    { type: 'pagerduty', routingKeyFile: `${folder}/pagerduty` },
    { type: 'opsgenie', apiKeyFile: `${folder}/opsgenie` },
  ];
  const [chats, products] = [channels.slice(0, 3), channels.slice(3)];
  const contacts = [
    { name: 'Ada', roles: ['Ops'], channels: chats },
    {
      name: 'Bea',
      roles: ['Ops'],
      rank: 'backup',
      channels: [{ type: 'webhook', url: 'http://127.0.0.1:9/bea' }],
    },
    { name: 'Cleo', roles: ['Products'], channels: products },
  ];
  const routes = [{ tell: 'Ops', escalate: [{ after: '30m', to: 'backup' }] }];
  return loadSite(
    inputFolder({
      contacts: toYaml({ contacts }),
      routing: toYaml({ fallback: 'Ops', routes, also: [{ tell: 'Products' }] }),
      settings: toYaml({ alertmanager: { version: '0.28', groupWait: '1s', groupInterval: '1s' } }),
    }),
  );
}

type Channel = (typeof CHANNELS)[number];

/** What a channel was sent: all its texts, one a line, and single ones by their place. */
interface Message {
  readonly channel: Channel;
  readonly text: string;
  readonly isEnd: boolean;
  readonly body: unknown;
}

const PATHS: Readonly<Record<Channel, string>> = {
  slack: '/slack',
  teams: '/teams',
  telegram: '/bot',
  opsgenie: '/v2/alerts',
  pagerduty: '/pagerduty',
};

function messages({ calls }: WebhookSink, about: string): readonly Message[] {
  return calls.flatMap(({ path, body }) => {
    const channel = CHANNELS.find((one) => path.startsWith(PATHS[one]));
    const text = textsIn(body).join('\n');
    // Where names are cut, the cluster behind them is not in the message; and links may name another one.
    const isOdd = text.includes('strange') || text.includes(CUT);
    const isAbout = about === 'strange' ? isOdd : text.includes(about) && !isOdd;
    if (channel === undefined || !isAbout) return [];
    const isEnd = valueAt(body, 'event_action') === 'resolve' || text.includes('RESOLVED');
    return [{ channel, text, isEnd, body }];
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function valueAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  return String(found ?? '');
}

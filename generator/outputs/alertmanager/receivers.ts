import type { Channel } from '../../contacts/contact.ts';
import { Problem } from '../../kit/problem.ts';
import { HEARTBEAT, NOBODY, type Receiver, type RouteTree } from '../../route-tree.ts';
import type { Settings } from '../../site-settings.ts';

type Version = readonly [major: number, minor: number];

/** First Alertmanager release that has what a channel needs. */
const NEEDS = {
  urlFile: { version: [0, 26], what: 'a webhook whose URL is read from a file' },
  telegram: { version: [0, 26], what: 'a Telegram bot token that is read from a file' },
  msteams: { version: [0, 28], what: 'Microsoft Teams' },
} as const satisfies Record<string, { version: Version; what: string }>;

/** The receivers of `alertmanager.yaml`, in the fields that the oldest supported Alertmanager knows. */
export function alertmanagerReceivers(
  { receivers }: RouteTree,
  { alertmanager }: Settings,
): readonly object[] {
  const { heartbeat, version } = alertmanager;
  const outside = heartbeat && {
    name: HEARTBEAT,
    ...webhook(
      { type: 'webhook', url: heartbeat.url, urlFile: heartbeat.urlFile },
      version,
      'the heartbeat',
      false,
    ),
  };
  return [
    { name: NOBODY },
    ...(outside === undefined ? [] : [outside]),
    ...receivers.map((receiver) => receiverConfig(receiver, version)),
  ];
}

function receiverConfig({ name, channels }: Receiver, version: string): object {
  const mails = channels.flatMap((channel) => (channel.type === 'email' ? [channel.to] : []));
  const lists = new Map<string, object[]>();
  // One mail to all addresses of a person, not one mail each.
  if (mails.length > 0) lists.set('email_configs', [email(mails)]);
  for (const channel of channels) {
    if (channel.type === 'email') continue;
    for (const [key, configs] of Object.entries(channelConfig(channel, version, name))) {
      lists.set(key, [...(lists.get(key) ?? []), ...configs]);
    }
  }
  return { name, ...Object.fromEntries(lists) };
}

function email(addresses: readonly string[]): object {
  return {
    to: addresses.join(', '),
    send_resolved: true,
    headers: { Subject: '{{ template "palette.subject" . }}' },
    html: '{{ template "palette.mail.html" . }}',
    text: '{{ template "palette.text" . }}',
  };
}

function channelConfig(
  channel: Exclude<Channel, { type: 'email' }>,
  version: string,
  person: string,
): Record<string, object[]> {
  const title = '{{ template "palette.subject" . }}';
  const text = '{{ template "palette.chat" . }}';
  switch (channel.type) {
    case 'webhook':
      return webhook(channel, version, person);
    case 'slack':
      return {
        slack_configs: [
          { api_url_file: channel.urlFile, channel: channel.channel, send_resolved: true, title, text },
        ],
      };
    case 'pagerduty':
      return {
        pagerduty_configs: [
          { routing_key_file: channel.routingKeyFile, send_resolved: true, description: title },
        ],
      };
    case 'opsgenie':
      return {
        opsgenie_configs: [
          { api_key_file: channel.apiKeyFile, send_resolved: true, message: title, description: text },
        ],
      };
    case 'msteams':
      require('msteams', version, person);
      return { msteamsv2_configs: [{ webhook_url_file: channel.urlFile, send_resolved: true, title, text }] };
    case 'telegram':
      require('telegram', version, person);
      return {
        telegram_configs: [
          {
            bot_token_file: channel.botTokenFile,
            chat_id: channel.chatId,
            send_resolved: true,
            message: '{{ template "palette.telegram" . }}',
          },
        ],
      };
  }
}

function webhook(
  { url, urlFile }: Extract<Channel, { type: 'webhook' }>,
  version: string,
  person: string,
  sendResolved = true,
): Record<string, object[]> {
  if (urlFile !== undefined) require('urlFile', version, person);
  return {
    webhook_configs: [
      { ...(urlFile === undefined ? { url } : { url_file: urlFile }), send_resolved: sendResolved },
    ],
  };
}

function require(feature: keyof typeof NEEDS, version: string, person: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const { version: needed, what } = NEEDS[feature];
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  const first = needed.join('.');
  throw new Problem(
    'alertmanager.version',
    `${person} is told by ${what}, which Alertmanager has from ${first} on, and the settings say ${version}`,
    `set alertmanager.version: "${first}" if yours is that new, or choose another channel`,
  );
}

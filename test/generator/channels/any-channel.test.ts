import { expect, test } from 'vitest';
import { anyChannel, channelText, envelopesOf } from '../../../generator/channels/any-channel.ts';
import * as kinds from '../../../generator/channels/index.ts';

const EXAMPLES = [
  { type: 'slack', channel: '#operations', urlFile: '/run/slack' },
  { type: 'email', to: 'ada@example.com' },
  { type: 'webhook', url: 'https://hooks.example.com/a' },
  { type: 'pagerduty', routingKeyFile: '/run/pagerduty' },
  { type: 'email', to: 'ada@home.example' },
  { type: 'opsgenie', apiKeyFile: '/run/opsgenie' },
  { type: 'msteams', urlFile: '/run/teams' },
  { type: 'telegram', chatId: 5, botTokenFile: '/run/telegram' },
].map((example) => anyChannel.parse(example));

test('each kind is listed under the type by which tables call it', () => {
  expect([...new Set(EXAMPLES.map(({ type }) => type))].sort()).toEqual(Object.keys(kinds).sort());
});

test('all addresses of a person share a mail, and every other channel has a message of its own', () => {
  const messages = envelopesOf(EXAMPLES).map(({ channels }) => channels.map(channelText).join(' and '));

  expect(messages).toEqual([
    'e-mail ada@example.com and e-mail ada@home.example',
    'Slack #operations',
    'webhook https://hooks.example.com/a',
    'PagerDuty',
    'Opsgenie',
    'Microsoft Teams',
    'Telegram chat 5',
  ]);
});

test('a secret has to be the name of a file', () => {
  expect(anyChannel.safeParse({ type: 'opsgenie', apiKey: 'secret' }).success).toBe(false);
});

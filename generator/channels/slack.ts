import { z } from 'zod';
import { channelSchema, defineChannel, secretFile } from './channel.ts';

const schema = channelSchema('slack', {
  channel: z
    .string()
    .regex(/^[#@]?[\w.-]+$/, 'must be a channel such as #operations')
    .describe('Channel, or somebody.')
    .meta({ example: '#operations' }),
  urlFile: secretFile,
});

/** A channel of Slack, by an incoming webhook. */
export const slack = defineChannel(schema, {
  text: ({ channel }) => `Slack ${channel}`,
  alertmanager: ([{ channel, urlFile }], { sendResolved, template }) => [
    'slack_configs',
    {
      api_url_file: urlFile,
      channel,
      send_resolved: sendResolved,
      title: template('palette.subject'),
      text: template('palette.chat'),
    },
  ],
  operator: ([{ channel, urlFile }], { sendResolved, template, secret }) => [
    'slackConfigs',
    {
      apiURL: secret(urlFile),
      channel,
      sendResolved,
      title: template('palette.subject'),
      text: template('palette.chat'),
    },
  ],
  grafana: ([{ channel, urlFile }], { secret }) => ({
    type: 'slack',
    settings: { url: secret(urlFile), recipient: channel },
  }),
});

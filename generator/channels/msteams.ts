import { channelSchema, defineChannel, secretFile } from './channel.ts';

const schema = channelSchema('msteams', { urlFile: secretFile });

/** A channel of Microsoft Teams, by a workflow with a webhook. */
export const msteams = defineChannel(schema, {
  text: () => 'Microsoft Teams',
  needs: () => ({ version: '0.28', what: 'Microsoft Teams' }),
  alertmanager: ([{ urlFile }], { sendResolved, template }) => [
    'msteamsv2_configs',
    {
      webhook_url_file: urlFile,
      send_resolved: sendResolved,
      title: template('palette.subject'),
      text: template('palette.teams'),
    },
  ],
  operator: ([{ urlFile }], { sendResolved, template, secret }) => [
    'msteamsv2Configs',
    {
      webhookURL: secret(urlFile),
      sendResolved,
      title: template('palette.subject'),
      text: template('palette.teams'),
    },
  ],
  grafana: ([{ urlFile }], { secret }) => ({ type: 'teams', settings: { url: secret(urlFile) } }),
});

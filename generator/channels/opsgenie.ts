import { channelSchema, defineChannel, secretFile } from './channel.ts';

const schema = channelSchema('opsgenie', { apiKeyFile: secretFile });

/** A team of Opsgenie, which escalates by itself. */
export const opsgenie = defineChannel(schema, {
  text: () => 'Opsgenie',
  escalates: true,
  // Its alias is the key of the group, and an account has no two open alerts of one alias.
  oneIncident: true,
  alertmanager: ([{ apiKeyFile }], { sendResolved, template }) => [
    'opsgenie_configs',
    {
      api_key_file: apiKeyFile,
      send_resolved: sendResolved,
      message: template('palette.subject'),
      description: template('palette.chat'),
    },
  ],
  operator: ([{ apiKeyFile }], { sendResolved, template, secret }) => [
    'opsgenieConfigs',
    {
      apiKey: secret(apiKeyFile),
      sendResolved,
      message: template('palette.subject'),
      description: template('palette.chat'),
    },
  ],
  grafana: ([{ apiKeyFile }], { secret }) => ({
    type: 'opsgenie',
    settings: { apiKey: secret(apiKeyFile) },
  }),
});

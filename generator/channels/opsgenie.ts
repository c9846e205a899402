import { channelSchema, defineChannel, secretFile, severityWord } from './channel.ts';

const schema = channelSchema('opsgenie', { apiKeyFile: secretFile });

const PRIORITY = severityWord('P1', 'P3');

/** A team of Opsgenie, which escalates by itself. */
export const opsgenie = defineChannel(schema, {
  text: () => 'Opsgenie',
  escalates: true,
  keepsIncident: () => true,
  // Its alias is the key of the group, and an account has no two open alerts of one alias.
  oneIncident: true,
  alertmanager: ([{ apiKeyFile }], { sendResolved, template }) => [
    'opsgenie_configs',
    {
      api_key_file: apiKeyFile,
      send_resolved: sendResolved,
      message: template('palette.short'),
      description: template('palette.incident'),
      priority: PRIORITY,
    },
  ],
  operator: ([{ apiKeyFile }], { sendResolved, template, secret }) => [
    'opsgenieConfigs',
    {
      apiKey: secret(apiKeyFile),
      sendResolved,
      message: template('palette.short'),
      description: template('palette.incident'),
      priority: PRIORITY,
    },
  ],
  grafana: ([{ apiKeyFile }], { secret }) => ({
    type: 'opsgenie',
    settings: { apiKey: secret(apiKeyFile) },
  }),
});

import { channelSchema, defineChannel, secretFile } from './channel.ts';

const schema = channelSchema('pagerduty', { routingKeyFile: secretFile });

/** A service of PagerDuty, which escalates by itself. */
export const pagerduty = defineChannel(schema, {
  text: () => 'PagerDuty',
  escalates: true,
  alertmanager: ([{ routingKeyFile }], { sendResolved, template }) => [
    'pagerduty_configs',
    {
      routing_key_file: routingKeyFile,
      send_resolved: sendResolved,
      description: template('palette.subject'),
    },
  ],
  operator: ([{ routingKeyFile }], { sendResolved, template, secret }) => [
    'pagerdutyConfigs',
    { routingKey: secret(routingKeyFile), sendResolved, description: template('palette.subject') },
  ],
  grafana: ([{ routingKeyFile }], { secret }) => ({
    type: 'pagerduty',
    settings: { integrationKey: secret(routingKeyFile) },
  }),
});

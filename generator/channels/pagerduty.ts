import {
  annotation,
  channelSchema,
  defineChannel,
  secretFile,
  severityWord,
  type TemplateName,
} from './channel.ts';

const schema = channelSchema('pagerduty', { routingKeyFile: secretFile });

const FIELDS = {
  severity: severityWord('critical', 'warning'),
  class: '{{ .CommonLabels.alertname }}',
  component: '{{ .CommonLabels.component }}',
  group: '{{ .CommonLabels.cluster_name }}',
} as const;

/** Links without an address are left out by Alertmanager. */
function linksOf(template: (name: TemplateName) => string) {
  return [
    { text: 'I take care of it (silence)', href: template('palette.silence.url') },
    { text: 'Runbook', href: annotation('runbook_url') },
    { text: 'Dashboard', href: annotation('dashboard_url') },
    { text: 'Console', href: annotation('console_url') },
  ];
}

/** A service of PagerDuty, which escalates by itself. */
export const pagerduty = defineChannel(schema, {
  text: () => 'PagerDuty',
  escalates: true,
  keepsIncident: () => true,
  alertmanager: ([{ routingKeyFile }], { sendResolved, template }) => [
    'pagerduty_configs',
    {
      routing_key_file: routingKeyFile,
      send_resolved: sendResolved,
      description: template('palette.subject'),
      ...FIELDS,
      details: { what: template('palette.incident') },
      links: linksOf(template),
    },
  ],
  operator: ([{ routingKeyFile }], { sendResolved, template, secret }) => [
    'pagerdutyConfigs',
    {
      routingKey: secret(routingKeyFile),
      sendResolved,
      description: template('palette.subject'),
      ...FIELDS,
      details: [{ key: 'what', value: template('palette.incident') }],
      pagerDutyLinkConfigs: linksOf(template).map(({ href, text }) => ({ href, alt: text })),
    },
  ],
  grafana: ([{ routingKeyFile }], { secret }) => ({
    type: 'pagerduty',
    settings: { integrationKey: secret(routingKeyFile) },
  }),
});

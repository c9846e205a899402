import { z } from 'zod';
import { channelSchema, defineChannel, secretFile } from './channel.ts';

const link = z.url({ protocol: /^https?$/ }).refine((url) => !/[{}\s]/.test(url), 'must not contain braces');

const schema = channelSchema('webhook', {
  url: link
    .optional()
    .describe('Address that takes the alerts; else `urlFile`.')
    .meta({ example: 'http://127.0.0.1:9999/alerts' }),
  urlFile: secretFile.optional(),
  keepsIncidents: z
    .boolean()
    .default(false)
    .describe(
      'Whether the program keeps an incident open until it is told that the alert is over; it is then told at every hour ' +
        'of a day.',
    ),
}).refine(
  ({ url, urlFile }) => (url === undefined) !== (urlFile === undefined),
  'needs either url or urlFile',
);

/** The alerts as JSON, for any program that takes them. */
export const webhook = defineChannel(schema, {
  text: ({ url, urlFile }) => `webhook ${url ?? `from ${urlFile}`}`,
  needs: ({ urlFile }) =>
    urlFile === undefined ? undefined : { version: '0.26', what: 'a webhook whose URL is read from a file' },
  keepsIncident: ({ keepsIncidents }) => keepsIncidents,
  destination: ({ url }) => (url === undefined ? undefined : { host: new URL(url).hostname, text: url }),
  alertmanager: ([{ url, urlFile }], { sendResolved }) => [
    'webhook_configs',
    { ...(urlFile === undefined ? { url } : { url_file: urlFile }), send_resolved: sendResolved },
  ],
  operator: ([{ url, urlFile }], { sendResolved, secret }) => [
    'webhookConfigs',
    { ...(urlFile === undefined ? { url } : { urlSecret: secret(urlFile) }), sendResolved },
  ],
  grafana: ([{ url, urlFile = '' }], { secret }) => ({
    type: 'webhook',
    settings: { url: url ?? secret(urlFile) },
  }),
});

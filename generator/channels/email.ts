import { z } from 'zod';
import { channelSchema, defineChannel } from './channel.ts';

// Quoted local parts are legal and never seen; leaving them out keeps template and header syntax out of addresses.
const ADDRESS =
  /^[A-Za-z0-9._%+'-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

/** True for an address that a mail can be sent to and that means nothing to any template language. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text) && !text.includes('..');
}

export const mailAddress = z
  .string()
  .refine(isAddress, 'is not a mail address; write it like name@example.com');

const schema = channelSchema('email', {
  to: mailAddress.describe('Mail address.').meta({ example: 'ada@example.com' }),
});

/** Mails by the server of the settings: one to all addresses of a person, not one each. */
export const email = defineChannel(schema, {
  text: ({ to }) => `e-mail ${to}`,
  shared: true,
  destination: ({ to }, mailServer) => ({
    host: mailServer.replace(/:\d+$/, ''),
    text: `${to} by ${mailServer}`,
  }),
  alertmanager: (channels, { sendResolved, template }) => [
    'email_configs',
    {
      to: channels.map(({ to }) => to).join(', '),
      send_resolved: sendResolved,
      headers: { Subject: template('palette.subject') },
      html: template('palette.mail.html'),
      text: template('palette.text'),
    },
  ],
  operator: (channels, { sendResolved, template, secret, smtp }) => [
    'emailConfigs',
    {
      to: channels.map(({ to }) => to).join(', '),
      sendResolved,
      smarthost: smtp.smarthost,
      from: smtp.from,
      requireTLS: smtp.requireTls,
      ...(smtp.authUsername !== undefined && { authUsername: smtp.authUsername }),
      ...(smtp.authPasswordFile !== undefined && { authPassword: secret(smtp.authPasswordFile) }),
      headers: [{ key: 'Subject', value: template('palette.subject') }],
      html: template('palette.mail.html'),
      text: template('palette.text'),
    },
  ],
  grafana: (channels) => ({
    type: 'email',
    settings: { addresses: channels.map(({ to }) => to).join(';'), singleEmail: true },
  }),
});

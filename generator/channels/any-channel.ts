import { z } from 'zod';
import type { ChannelForms, Together } from './channel.ts';
import * as kinds from './index.ts';

type Kind = (typeof kinds)[keyof typeof kinds];

/** A way to reach somebody. Secrets are named by file, never written down. */
export type Channel = z.output<Kind['schema']>;

const formsByType: Readonly<Record<Channel['type'], ChannelForms<Channel>>> = kinds;
// A union is typed by its first member, and mails are what every table has.
const { email, ...others } = kinds;

/** A channel of any kind, as contact tables have it. */
export const anyChannel = z.discriminatedUnion('type', [
  email.schema,
  ...Object.values(others).map(({ schema }) => schema),
]);

/** What one message serves: a channel, or all of a person where the kind shares a message. */
export interface Envelope {
  readonly channels: Together<Channel>;
  readonly kind: ChannelForms<Channel>;
}

/** The messages that tell a person, the shared ones first. */
export function envelopesOf(channels: readonly Channel[]): readonly Envelope[] {
  const types = [...new Set(channels.map(({ type }) => type))].filter((type) => kindOf(type).shared);
  const shared = types.flatMap((type) => {
    const [one, ...more] = channels.filter((channel) => channel.type === type);
    return one === undefined ? [] : [{ channels: [one, ...more] as const, kind: kindOf(type) }];
  });
  const single = channels
    .map((channel) => ({ channels: [channel] as const, kind: kindOf(channel.type) }))
    .filter(({ kind }) => !kind.shared);
  return [...shared, ...single];
}

/** A channel as people say it: `e-mail craig@example.com`. */
export function channelText(channel: Channel): string {
  return kindOf(channel.type).text(channel);
}

/** Whether what is handed over to the channel escalates without us. */
export function escalates({ type }: Channel): boolean {
  return kindOf(type).escalates ?? false;
}

/** Whether the channel keeps an incident open until it is told that the alert is over. */
export function keepsIncident(channel: Channel): boolean {
  return kindOf(channel.type).keepsIncident?.(channel) ?? false;
}

/** Whether another channel of its kind would take a message about the same group of alerts for the same incident. */
export function sharesIncident({ type }: Channel): boolean {
  return kindOf(type).oneIncident ?? false;
}

/** Everything that depends on the kind of a channel. */
export function kindOf(type: Channel['type']): ChannelForms<Channel> {
  return formsByType[type];
}

import type { Duty } from './duty.ts';

/** A way to reach somebody. Secrets are named by file, never written down. */
export type Channel =
  | { readonly type: 'email'; readonly to: string; readonly severities?: readonly Routed[] }
  | {
      readonly type: 'webhook';
      readonly url?: string | undefined;
      readonly urlFile?: string | undefined;
      readonly severities?: readonly Routed[];
    }
  | {
      readonly type: 'slack';
      readonly channel: string;
      readonly urlFile: string;
      readonly severities?: readonly Routed[];
    }
  | { readonly type: 'pagerduty'; readonly routingKeyFile: string; readonly severities?: readonly Routed[] }
  | { readonly type: 'opsgenie'; readonly apiKeyFile: string; readonly severities?: readonly Routed[] }
  | { readonly type: 'msteams'; readonly urlFile: string; readonly severities?: readonly Routed[] }
  | {
      readonly type: 'telegram';
      readonly chatId: number;
      readonly botTokenFile: string;
      readonly severities?: readonly Routed[];
    };

/** Severities that are sent to people at all. */
export const ROUTED = ['critical', 'warning'] as const;

export type Routed = (typeof ROUTED)[number];

/** Somebody of the contact table. */
export interface Person {
  /** Unique in the table: the name, with the address where two people share a name. */
  readonly id: string;
  readonly name: string;
  readonly channels: readonly Channel[];
  /** For people to call; nothing is sent there. */
  readonly phone?: string | undefined;
  /** When the person may be told; absent means at any time. */
  readonly duty?: Duty | undefined;
  readonly notes?: string | undefined;
}

/** One person in one role. */
export interface Membership {
  readonly role: string;
  readonly person: Person;
  readonly rank: 'primary' | 'backup';
  /** The words of the table. */
  readonly availability: string;
}

/** The contact table, whatever it was read from. */
export interface Contacts {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly people: readonly Person[];
  /** In the order of the table. */
  readonly members: readonly Membership[];
  readonly roles: readonly string[];
}

/** The channels of a person that carry alerts of a severity. */
export function channelsFor(person: Person, severity: Routed): readonly Channel[] {
  return person.channels.filter(
    ({ severities }) => severities === undefined || severities.includes(severity),
  );
}

/** A channel as people say it: `e-mail craig@example.com`. */
export function channelText(channel: Channel): string {
  switch (channel.type) {
    case 'email':
      return `e-mail ${channel.to}`;
    case 'webhook':
      return `webhook ${channel.url ?? `from ${channel.urlFile}`}`;
    case 'slack':
      return `Slack ${channel.channel}`;
    case 'pagerduty':
      return 'PagerDuty';
    case 'opsgenie':
      return 'Opsgenie';
    case 'msteams':
      return 'Microsoft Teams';
    case 'telegram':
      return `Telegram chat ${channel.chatId}`;
  }
}

/** Products that have their own escalation: what is handed over to them needs none of ours. */
export function pages(channel: Channel): boolean {
  return channel.type === 'pagerduty' || channel.type === 'opsgenie';
}

import { z } from 'zod';

/** Severities that are sent to people at all. */
export const ROUTED = ['critical', 'warning'] as const;

export type Routed = (typeof ROUTED)[number];

const severities = z
  .array(z.enum(ROUTED))
  .min(1)
  .optional()
  .describe('Severities that the channel carries; without it all.')
  .meta({ example: ['critical'] });

/**
 * A kind of channel: its schema, and all that differs between kinds.
 *
 * @param schema made by `channelSchema`
 */
export function defineChannel<Schema extends z.ZodType<{ type: string }>>(
  schema: Schema,
  forms: ChannelForms<z.output<Schema>>,
): { readonly schema: Schema } & ChannelForms<z.output<Schema>> {
  return { schema, ...forms };
}

/** The schema of a channel: strict, with the severities that it carries if not all. */
export function channelSchema<Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) {
  return z.strictObject({ type: z.literal(type), ...fields, severities });
}

/** What is written, sent and said of one kind of channel. */
export interface ChannelForms<Channel> {
  /** In sentences: `e-mail craig@example.com`. */
  text(channel: Channel): string;
  /** Products with an escalation of their own: what is handed over to them needs none of ours. */
  readonly escalates?: boolean;
  /** Whether it keeps an incident open until it is told that the alert is over. */
  keepsIncident?(channel: Channel): boolean;
  /** All channels of this kind that a person has share one message; without it each has a message of its own. */
  readonly shared?: boolean;
  /** Products that take messages about one group of alerts for one incident, whichever of their teams each is for. */
  readonly oneIncident?: boolean;
  /** First Alertmanager release that has it, where that is later than the oldest one that we write for. */
  needs?(channel: Channel): Need | undefined;
  /** Where a message goes, for a test that must not leave this machine; without it somewhere outside. */
  destination?(channel: Channel, mailServer: string): Destination | undefined;
  /** For `alertmanager.yaml`. */
  alertmanager(channels: Together<Channel>, message: AlertmanagerMessage): Integration;
  /** For the operator's AlertmanagerConfig. */
  operator(channels: Together<Channel>, message: OperatorMessage): Integration;
  /** For a contact point of Grafana. */
  grafana(channels: Together<Channel>, message: GrafanaMessage): GrafanaIntegration;
}

/** The channels that one message serves: one, or all of a kind where they share it. */
export type Together<Channel> = readonly [Channel, ...Channel[]];

export interface Need {
  /** Such as `0.26`. */
  readonly version: string;
  /** Completes "somebody is told by …". */
  readonly what: string;
}

export interface Destination {
  readonly host: string;
  /** The place in words. */
  readonly text: string;
}

/** One entry of a receiver: the list that it belongs to, such as `slack_configs`, and its content. */
export type Integration = readonly [list: string, config: object];

export interface GrafanaIntegration {
  readonly type: string;
  readonly settings: Readonly<Record<string, string | boolean>>;
}

/** What goes into a message of Alertmanager. */
export interface AlertmanagerMessage {
  /** Whether it is also told that the alert is over. */
  readonly sendResolved: boolean;
  /** A text of `palette.tmpl` by its name. */
  template(name: TemplateName): string;
}

/** The texts of `palette.tmpl`. */
export type TemplateName =
  | 'palette.subject'
  | 'palette.mail.html'
  | 'palette.text'
  | 'palette.chat'
  | 'palette.teams'
  | 'palette.telegram'
  | 'palette.short'
  | 'palette.incident'
  | 'palette.silence.url';

/** Of the first alert of a message; empty where the settings do not say where things are. */
export function annotation(name: 'runbook_url' | 'dashboard_url' | 'console_url'): string {
  return `{{ (index .Alerts 0).Annotations.${name} }}`;
}

/** The severity in the words of products that know but a few. */
export function severityWord(critical: string, other: string): string {
  return `{{ if eq .CommonLabels.severity "critical" }}${critical}{{ else }}${other}{{ end }}`;
}

export interface OperatorMessage extends AlertmanagerMessage {
  /** Reference to the secret that holds what the contact table names as a file. */
  secret(file: string): object;
  readonly smtp: MailServer;
}

/** An AlertmanagerConfig has no global settings, so each mail names its server. */
export interface MailServer {
  readonly smarthost: string;
  readonly from: string;
  readonly requireTls: boolean;
  readonly authUsername?: string | undefined;
  readonly authPasswordFile?: string | undefined;
}

export interface GrafanaMessage {
  /** Reference to a file that Grafana reads when it provisions. */
  secret(file: string): string;
}

/** In Kubernetes the name of the file is a key of a Secret. */
const SECRET_FILE = /^(?:[^\s{}]*\/)?(?!\.{1,2}$)[\w.-]+$/;

/** Secrets are named by file, never written down. */
export const secretPath = z
  .string()
  .regex(
    SECRET_FILE,
    'must be the path of a file that holds the secret, its name of letters, digits, dots, dashes and underscores',
  );

export const secretFile = secretPath
  .describe('Path of the file that holds the secret, where Alertmanager runs.')
  .meta({ example: '/etc/alertmanager/secret' });

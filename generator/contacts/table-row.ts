import type { Channel } from '../channels/any-channel.ts';
import type { Routed } from '../channels/channel.ts';
import type { Membership } from './contact.ts';
import type { Duty } from './duty.ts';

/** A row of a contact table, Markdown or YAML. */
export interface TableRow {
  /** File and line or path, for messages. */
  readonly at: string;
  /** Absent where a role has nobody. */
  readonly name: string | undefined;
  readonly roles: readonly string[];
  readonly rank: Membership['rank'];
  readonly availability: string;
  readonly channels: readonly Channel[];
  /** Names in a chat: `@plant-lead`, `#plant-ops`. */
  readonly handles?: readonly string[] | undefined;
  readonly phone?: string | undefined;
  /** Absent where the row says nothing of time: then what the person's other rows say holds. */
  readonly duty?: Duty | 'always' | undefined;
  readonly notes?: string | undefined;
  /** What it says of time holds for its own roles, not for those of the person's other rows. */
  readonly isOfRole?: true | undefined;
  /** Severities for which it holds; absent means all. */
  readonly severities?: readonly Routed[] | undefined;
  /** Channels that tell the person in these roles only, besides those of the person. */
  readonly ownChannels?: readonly Channel[] | undefined;
}

/** A row that names somebody. */
export type NamedRow = TableRow & { readonly name: string };

/**
 * What the control room shows, as it is sent to the page: plain data. Times are milliseconds since the epoch. All texts
 * are shown as text, never as HTML.
 */
export interface RoomState {
  /** When this was so. */
  readonly at: number;
  readonly scenario: { readonly name: string; readonly since: number };
  readonly site: SitePicture;
  readonly chain: ChainState;
  /** Those that go on first, the most urgent first; then those that have ended. */
  readonly alerts: readonly RoomAlert[];
  /** Newest first. */
  readonly mails: readonly RoomMail[];
}

/** `absent`: a program is missing or did not start, and `text` says what to do. */
export type ChainState =
  | { readonly state: 'starting' | 'running' }
  | { readonly state: 'absent'; readonly text: string };

/** How a thing of the site looks: as it should, on its way, broken, switched off on purpose. */
export type Level = 'ok' | 'busy' | 'bad' | 'off';

/** A thing of the site: a host, a node, a virtual machine. */
export interface Thing {
  readonly name: string;
  readonly level: Level;
  /** Its state in one or two words of the consoles. */
  readonly word: string;
}

export interface SitePicture {
  readonly palette: Thing;
  readonly appliance: Thing & { readonly hosts: readonly Thing[] };
  readonly clusters: readonly (Thing & {
    readonly nodes: readonly Thing[];
    readonly virtualMachines: readonly Thing[];
  })[];
  /** Hosts that no cluster uses. */
  readonly spare: readonly Thing[];
  /** Clusters and hosts that are there and not in the picture. */
  readonly more: number;
  /** What Palette's own log of events says since the scenario began, newest first. */
  readonly events: readonly { readonly at: number; readonly text: string }[];
}

/**
 * An alert, by itself and by its twin for the backup together. `muted`: another alert that explains it mutes it.
 * `silenced`: somebody takes care of it.
 */
export interface RoomAlert {
  readonly id: string;
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly state: 'pending' | 'firing' | 'muted' | 'silenced' | 'ended';
  /** When its condition began to hold. */
  readonly since: number;
  /** When it fires, or did. */
  readonly firesAt: number;
  readonly endedAt?: number;
  /** Address of its runbook. */
  readonly runbook?: string;
  /** ID of the silence. */
  readonly silence?: string;
  /** Who is told, in the order of time; empty where nobody is. */
  readonly tellings: readonly RoomTelling[];
}

/** `stopped`: a silence, another alert or its end came first. */
export interface RoomTelling {
  readonly person: string;
  readonly role: string;
  readonly address: string;
  readonly at: number;
  readonly state: 'due' | 'told' | 'stopped';
}

export interface RoomMail {
  readonly id: number;
  readonly at: number;
  /** Name of the person of the contact table, or the address. */
  readonly person: string;
  readonly address: string;
  readonly subject: string;
}

import type { Channel } from '../channels/any-channel.ts';
import { slack } from '../channels/index.ts';
import { quote } from '../kit/problem.ts';
import { list } from './plan-text.ts';
import type { TableRow } from './table-row.ts';
import type { Unused } from './unused.ts';

/** The workspace of Slack that the names in a chat are of: `#plant-ops`, `@plant-lead`. */
export interface Workspace {
  /** File and line, for messages. */
  readonly at: string;
  /** File that holds the incoming webhook. */
  readonly urlFile: string;
}

interface Rows {
  readonly rows: readonly TableRow[];
  readonly unused: readonly Unused[];
}

/** Makes channels of the names in a chat, where a workspace is known; else says of each that nothing is sent there. */
export function chatNamesIn({ rows, unused }: Rows, workspace: Workspace | undefined): Rows {
  const isUsed = rows.some(({ handles = [] }) => handles.length > 0);
  const idle: readonly Unused[] =
    workspace === undefined || isUsed
      ? []
      : [
          {
            at: workspace.at,
            kind: 'other',
            text: 'it decides nothing, as the table has no names in a chat',
          },
        ];
  const read = rows.map((row) => readRow(row, workspace));
  return {
    rows: read.map(({ row }) => row),
    unused: [...unused, ...read.flatMap((one) => one.unused), ...idle],
  };
}

function readRow(row: TableRow, workspace: Workspace | undefined) {
  const found = (row.handles ?? []).map((name) => ({ name, channel: channelOf(name, workspace) }));
  const channels = found.flatMap(({ channel }) => channel ?? []);
  const silent = found.flatMap(({ name, channel }) => (channel === undefined ? [name] : []));
  return {
    row: { ...row, channels: [...row.channels, ...channels] },
    unused: silent.length === 0 ? [] : [silentNames(row, silent)],
  };
}

function channelOf(name: string, workspace: Workspace | undefined): Channel | undefined {
  if (workspace === undefined) return undefined;
  return slack.schema.safeParse({ type: 'slack', channel: name, urlFile: workspace.urlFile }).data;
}

function silentNames({ at, name, roles }: TableRow, names: readonly string[]): Unused {
  const what = names.length === 1 ? 'is a name in a chat' : 'are names in a chat';
  const remedy = 'give slack with urlFile in the channels file, or add an address';
  const chat = `${list(names.map(quote))} of ${name ?? list(roles)} ${what}`;
  return { at, kind: 'other', text: `${chat} and no address, nothing is sent there; ${remedy}` };
}

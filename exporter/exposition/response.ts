import type { ServerResponse } from 'node:http';
import type { Family } from './family.ts';
import { closeMember, deflatePartSync } from './gzip.ts';
import type { Live } from './live.ts';
import type { State } from './state.ts';
import { contentTypes, type Format } from './text.ts';

export interface ResponseOptions {
  readonly format: Format;
  readonly gzip: boolean;
  /** The exporter's own metrics, rendered in the same format; they follow those of the store. */
  readonly live?: Live;
}

/** A body ready to be sent, in pieces that are shared with other responses: do not write into them. */
export interface Exposition {
  readonly contentType: string;
  readonly contentEncoding?: 'gzip';
  readonly body: readonly Buffer[];
  /** Bytes of the body. */
  readonly length: number;
}

export function expose(state: State, { format, gzip, live }: ResponseOptions): Exposition {
  for (const name of live?.families ?? []) {
    if (state.families.has(name)) throw new Error(`metric ${name} is both a live metric and a collected one`);
  }
  const end = endText(format, live);
  if (!gzip) return exposition(format, [...state.pieces(format).map(({ text }) => text), end]);
  return {
    ...exposition(format, closeMember(state.member(format), [deflatePartSync(end)])),
    contentEncoding: 'gzip',
  };
}

export function exposeSource(
  state: State,
  source: string,
  { format, live }: Omit<ResponseOptions, 'gzip'>,
): Exposition | undefined {
  const rows = state.sorted().flatMap((family) => sourceRows(family, source, format));
  return rows.length === 0 ? undefined : exposition(format, [...rows, endText(format, live)]);
}

/**
 * Sends an exposition and ends the response.
 *
 * Not by Express' `res.send`, which would hash the whole body for an ETag.
 */
export function send(
  response: ServerResponse,
  { contentType, contentEncoding, body, length }: Exposition,
): void {
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', length);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  if (contentEncoding !== undefined) response.setHeader('Content-Encoding', contentEncoding);
  response.cork();
  for (const piece of body) response.write(piece);
  response.end();
}

function exposition(format: Format, pieces: readonly Buffer[]): Exposition {
  const body = pieces.filter(({ length }) => length > 0);
  return {
    contentType: contentTypes[format],
    body,
    length: body.reduce((total, { length }) => total + length, 0),
  };
}

function endText(format: Format, live: Live | undefined): Buffer {
  return Buffer.from((live?.text ?? '') + (format === 'openmetrics' ? '# EOF\n' : ''), 'utf8');
}

function sourceRows({ headers, blocks }: Family, source: string, format: Format): Buffer[] {
  const rows = blocks.flatMap(({ slices, text }) =>
    [...slices.values()]
      .filter((slice) => slice.source === source)
      .map(({ start, end }) => text.subarray(start, end)),
  );
  return rows.length === 0 ? [] : [headers[format].text, ...rows];
}

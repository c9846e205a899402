import { Agent, request } from 'undici';
import type { Simulator } from '../../exporter/simulator/simulator.ts';

interface Question {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: unknown;
}

/** Local UIs sign their own certificates; who they are is not the matter of these tests. */
const trusting = new Agent({ connect: { rejectUnauthorized: false } });

export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Reply> {
  const response = await request(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
    dispatcher: trusting,
  });
  const text = await response.body.text();
  const isJson = String(response.headers['content-type']).includes('json');
  return { status: response.statusCode, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** Asks Palette with the key of the whole tenant; a search when there is a body. */
export function askPalette(
  { palette }: Simulator,
  path: string,
  { headers = {}, ...question }: Question = {},
): Promise<Reply> {
  const method = question.body === undefined ? 'GET' : 'POST';
  return ask(palette.url + path, { method, headers: { apikey: palette.apiKey, ...headers }, ...question });
}

export interface Page {
  readonly items: readonly { readonly metadata: { readonly uid: string; readonly name: string } }[];
  readonly listmeta: {
    readonly continue: string;
    readonly count: number;
    readonly limit: number;
    readonly offset: number;
  };
}

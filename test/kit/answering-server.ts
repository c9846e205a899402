import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach } from 'vitest';
import { listen } from '../../exporter/simulator/listen.ts';
import type { Certificate } from '../../exporter/simulator/server-certificate.ts';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: Received, response: ServerResponse) => void;

export interface AnsweringServer {
  readonly url: URL;
  readonly requests: readonly Received[];
  /** What it answers from now on. */
  answer: Answer;
}

/** A server on loopback that answers what the test says; it ends with the test. */
export async function startServer(
  answer: Answer,
  certificate?: Certificate,
  host = '127.0.0.1',
): Promise<AnsweringServer> {
  const requests: Received[] = [];
  const listening = await listen(
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(received);
      server.answer(received, response);
    },
    { host },
    certificate,
  );
  open.push(listening.close);
  const server = { url: new URL(listening.url), requests, answer };
  return server;
}

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Answers with a status and a body; objects become JSON. */
export function answering(
  status: number,
  body: unknown = {},
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return (_, response) => {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, headers).end(text);
  };
}

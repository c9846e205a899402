import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A request of Alertmanager's `webhook_configs`. */
export interface WebhookCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: WebhookBody;
}

/** The part of Alertmanager's webhook payload (version 4) that tests look at. */
export interface WebhookBody {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface WebhookSink {
  /** `http://127.0.0.1:PORT`; any path below it is taken and noted. */
  readonly url: string;
  /** Everything received so far, in order. */
  readonly calls: readonly WebhookCall[];
  close(): Promise<void>;
}

/** An HTTP server on loopback that takes Alertmanager's webhooks and answers 200. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const calls: WebhookCall[] = [];
  const server = createServer(async (request, response) => {
    try {
      const body = (await json(request)) as WebhookBody;
      calls.push({ path: request.url ?? '/', headers: request.headers, body });
      // Slack and Telegram look at what they are answered.
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"ok":true,"result":{"message_id":1,"chat":{"id":7}}}');
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

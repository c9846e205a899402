/**
 * A server to measure, in a process of its own: `peer.js ours|prom-client SERIES`. It takes orders from its parent.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Changed } from './fleet.ts';
import { startOurs } from './ours.ts';
import { startPromClient } from './prom-client.ts';

/** One side of the comparison. */
export interface Peer {
  readonly server: Server;
  /** Takes in new values of all series; resolves when the next scrape is going to show them. */
  refresh(changed: Changed): Promise<void>;
}

export type Order = { refresh: Changed } | 'memory';

export interface RefreshReport {
  readonly milliseconds: number;
  /** The longest time that the event loop was not able to do anything else, scrapes in between included. */
  readonly blockedMilliseconds: number;
}

const [, , kind, series] = process.argv;
const peer = await (kind === 'ours' ? startOurs : startPromClient)(Number(series));
await peer.refresh('all');
peer.server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (peer.server.address() as AddressInfo).port }),
);

// The parent may go without having said so.
process.on('disconnect', () => process.exit());
process.on('message', async (order: Order) => {
  process.send?.(
    order === 'memory' ? { peakKiB: process.resourceUsage().maxRSS } : await timed(order.refresh),
  );
});

async function timed(changed: Changed): Promise<RefreshReport> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  await peer.refresh(changed);
  const milliseconds = performance.now() - start;
  // The histogram learns of the last block when its timer fires after it.
  await sleep(10);
  delay.disable();
  return { milliseconds, blockedMilliseconds: delay.max / 1e6 };
}

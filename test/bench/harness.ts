import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Changed } from './fleet.ts';
import type { RefreshReport } from './peer.ts';

/** A peer under measurement, seen from outside. */
export interface Measured {
  /** Milliseconds until the last byte of the body has arrived, not unpacked. */
  scrape(options: { gzip: boolean }): Promise<number>;
  refresh(changed: Changed): Promise<RefreshReport>;
  peakMiB(): Promise<number>;
  stop(): void;
}

/** A line of the table. Ratios are of ours to the peer's. */
export interface Figure {
  readonly what: string;
  readonly unit: 'ms' | 'MiB';
  readonly ours: number;
  readonly theirs: number;
  /** The highest ratio to prom-client that is acceptable; absent where none was set. */
  readonly goal?: number;
}

export interface Contest {
  readonly ours: Measured;
  readonly theirs: Measured;
  readonly rounds: number;
}

export async function startPeer(kind: 'ours' | 'prom-client', series: number): Promise<Measured> {
  const child = fork(fileURLToPath(new URL('./peer.js', import.meta.url)), [kind, String(series)]);
  const { port } = await answer<{ port: number }>(child);
  const agent = new Agent({ keepAlive: true });
  return {
    scrape: ({ gzip }) => timedScrape(port, agent, gzip),
    refresh: (changed) => ask<RefreshReport>(child, { refresh: changed }),
    peakMiB: async () => (await ask<{ peakKiB: number }>(child, 'memory')).peakKiB / 1024,
    stop() {
      agent.destroy();
      child.kill();
    },
  };
}

/** Medians of two measurements taken in turns, so that both suffer alike from what else the machine does. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ ours: number; theirs: number }> {
  const found: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round += 1) {
    found.ours.push(await ours());
    found.theirs.push(await theirs());
  }
  return { ours: median(found.ours), theirs: median(found.theirs) };
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function ask<Answer>(child: ChildProcess, order: object | string): Promise<Answer> {
  const answered = answer<Answer>(child);
  child.send(order);
  return answered;
}

async function answer<Answer>(child: ChildProcess): Promise<Answer> {
  const [message] = await once(child, 'message');
  return message as Answer;
}

export async function timedScrape(port: number, agent: Agent, gzip: boolean): Promise<number> {
  const start = performance.now();
  const headers = gzip ? { 'Accept-Encoding': 'gzip' } : {};
  const [response] = (await once(
    get({ host: '127.0.0.1', port, path: '/metrics', agent, headers }),
    'response',
  )) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return performance.now() - start;
}

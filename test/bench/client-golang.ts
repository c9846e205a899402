import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { type Measured, timedScrape } from './harness.ts';

/** A server with client_golang (`client-golang/main.go`), from the program that Go has built of it. */
export async function startClientGolang(program: string, series: number): Promise<Measured> {
  const child = spawn(program, [String(series)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line);
  const agent = new Agent({ keepAlive: true });
  return {
    scrape: ({ gzip }) => timedScrape(port, agent, gzip),
    async refresh(changed) {
      const start = performance.now();
      await fetch(`http://127.0.0.1:${port}/refresh?changed=${changed}`, { method: 'POST' });
      // It has no event loop that could be blocked.
      return { milliseconds: performance.now() - start, blockedMilliseconds: Number.NaN };
    },
    async peakMiB() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    },
    stop() {
      agent.destroy();
      child.kill();
    },
  };
}

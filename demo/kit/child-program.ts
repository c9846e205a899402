import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of the Prometheus family that runs as a child process on the loopback address. */
export interface ChildProgram {
  readonly url: string;
  /** Ends it, by force if it does not obey. */
  close(): Promise<void>;
}

const READY_WITHIN = 30_000;
const STOP_WITHIN = 2_500;
const PAUSE = 100;
/** Of what it says, to be told when it fails. */
const KEPT_OUTPUT = 2_000;

/**
 * Starts a program on a port and waits until it answers on `/-/ready`.
 *
 * @param args what it is started with besides its address
 * @throws Error with the end of its output, when it ends or is not ready in time; the process is gone by then
 */
export async function startChild(path: string, port: number, args: readonly string[]): Promise<ChildProgram> {
  const url = `http://127.0.0.1:${port}`;
  const address = [`--web.listen-address=127.0.0.1:${port}`, `--web.external-url=${url}/`];
  const child = spawn(path, [...args, ...address], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = lastWords(child);
  const close = closer(child);
  try {
    await untilReady(child, url);
    return { url, close };
  } catch (error) {
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${basename(path)} did not start: ${reason}\n${said()}`.trimEnd());
  }
}

/** A TCP port of the loopback address that is free right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN;
  while (Date.now() < deadline) {
    if (hasEnded(child))
      throw new Error(`it ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    if (await answers(`${url}/-/ready`)) return;
    await sleep(PAUSE);
  }
  throw new Error(`it was not ready within ${READY_WITHIN / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

function lastWords(child: ChildProcess): () => string {
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      kept = (kept + text).slice(-KEPT_OUTPUT);
    });
  }
  child.once('error', (error) => {
    kept += error.message;
  });
  return () => kept;
}

function closer(child: ChildProcess): () => Promise<void> {
  const closed = new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', resolve);
  });
  const kill = () => child.kill('SIGKILL');
  // Whatever ends this process must not leave its children behind.
  process.once('exit', kill);
  return async () => {
    child.kill('SIGTERM');
    await Promise.race([closed, sleep(STOP_WITHIN, undefined, { ref: false })]);
    kill();
    await closed;
    process.removeListener('exit', kill);
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

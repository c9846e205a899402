import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.ts';

const READY_WITHIN = 20_000;
const STOP_WITHIN = 5_000;
const KEPT_OUTPUT = 16_384;
// Both programs take a port of the system's choice and log it: nobody can snatch it away in between.
const LISTENING = /msg="Listening on"[^\n]* address=(127\.0\.0\.1:\d+)/;

/** A server of the Prometheus family running as a child process on a loopback port of its own. */
export interface Program {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The last of what it has logged. */
  output(): string;
  /** Ends the process, by force if it does not obey. */
  close(): Promise<void>;
}

/**
 * Starts a program and waits until it answers on `/-/ready`.
 *
 * @throws Error with the program's output, when it ends or is not ready in time; the process is gone by then.
 */
export async function startProgram(path: string, args: readonly string[]): Promise<Program> {
  const child = spawn(path, [...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const close = closer(child);
  try {
    return { url: await ready(child, output), output, close };
  } catch (error) {
    await close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${basename(path)} did not come up: ${reason}\n${output()}`);
  }
}

function collectOutput(child: ChildProcess): () => string {
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

async function ready(child: ChildProcess, output: () => string): Promise<string> {
  const state = await eventually(
    'it to be ready',
    async () => {
      if (hasEnded(child)) return { ended: child.signalCode ?? `exit code ${child.exitCode}` };
      const url = `http://${LISTENING.exec(output())?.[1]}`;
      return (await fetch(`${url}/-/ready`)).ok && { url };
    },
    READY_WITHIN,
  );
  if ('ended' in state) throw new Error(`it ended with ${state.ended}`);
  return state.url;
}

function closer(child: ChildProcess): () => Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  const kill = () => child.kill('SIGKILL');
  // A worker that leaves early must not leave its programs behind.
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
  return child.exitCode !== null || child.signalCode !== null;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { RoomState } from '../../demo/room-state.ts';
import { binaries } from './binaries.ts';
import { eventually } from './eventually.ts';
import { ROOT } from './imports.ts';
import { temporaryFolder } from './temporary.ts';

/** The demo as people start it, on ports of the system's choice. */
export interface RunningDemo {
  /** Of the control room, with a slash at the end. */
  readonly url: string;
  /** What it has said so far. */
  output(): string;
  /** What the room shows now. */
  state(): Promise<RoomState>;
  /** Presses a button of the room, by its path. */
  press(path: string): Promise<void>;
  /** Ends it as Ctrl-C does; the exit code. */
  interrupt(): Promise<number | null>;
}

/** Starts `npm run demo` with the real programs and further arguments, and waits until the room is open. */
export async function runDemo(...args: readonly string[]): Promise<RunningDemo> {
  const { prometheus, alertmanager } = binaries('current');
  const child = startDemo('--prometheus-bin', prometheus, '--alertmanager-bin', alertmanager, ...args);
  const url = await eventually('the control room', () => {
    if (child.process.exitCode !== null) throw new Error(`it ended: ${child.output()}`);
    return /^Control room: (\S+)$/m.exec(child.output())?.[1];
  });
  const state = () => firstEvent(new URL('/events', url));
  return {
    url,
    output: child.output,
    state,
    async press(path) {
      const answer = await fetch(new URL(path, url), { method: 'POST' });
      if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    },
    async interrupt() {
      if (child.process.exitCode === null) {
        const ended = once(child.process, 'close');
        child.process.kill('SIGINT');
        await ended;
      }
      return child.process.exitCode;
    },
  };
}

const ANYWHERE = ['--listen', '127.0.0.1:0'];

/** A demo that runs as a child process. */
interface Child {
  readonly process: ChildProcess;
  output(): string;
}

/** Starts the demo with further arguments. */
export function startDemo(...args: readonly string[]): Child {
  return start([join(ROOT, 'dist/demo/main.js'), ...ANYWHERE, ...args], process.env);
}

/** Starts the demo from a folder that holds what is shipped and no programs that tests have unpacked, with an empty PATH. */
export function startDemoAlone(): Child {
  const folder = temporaryFolder();
  const shipped = ['alerts', 'demo', 'dist', 'docs', 'generator', 'node_modules', 'package.json'];
  for (const name of shipped) symlinkSync(join(ROOT, name), join(folder, name));
  const asIfThere = ['--preserve-symlinks', '--preserve-symlinks-main'];
  return start([...asIfThere, join(folder, 'dist/demo/main.js'), ...ANYWHERE], { ...process.env, PATH: '' });
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const kill = () => child.kill('SIGKILL');
  // A worker that leaves early must not leave the demo behind; one that plays many has to forget those that have ended.
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  return { process: child, output: () => said };
}

/** The first of the server-sent events at an address. */
async function firstEvent(url: URL): Promise<RoomState> {
  const leave = new AbortController();
  const { body } = await fetch(url, { signal: leave.signal });
  let text = '';
  for await (const chunk of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const [, data] = /^data: (.*)\n\n/.exec(text) ?? [];
    if (data === undefined) continue;
    leave.abort();
    return JSON.parse(data);
  }
  throw new Error(`${url} ended without an event: ${text}`);
}

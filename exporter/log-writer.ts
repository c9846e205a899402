import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';

/** What may wait for a reader; some thousand lines. */
const WAITING = 1024 * 1024;

/** Takes whole lines. Never throws and never waits. */
export interface LogWriter {
  write(line: string): void;
}

/**
 * Writes the log to the standard error. Where its reader has stopped, lines wait up to a megabyte; what comes on top is
 * dropped, counted, and told in a line of its own once there is room again. Serving never waits for the log.
 */
export function standardError(): LogWriter {
  const { stderr } = process;
  return isFile(stderr.fd) ? boundedWriter(fileSink(stderr.fd)) : boundedWriter(streamSink(stderr));
}

/** The log of the process: a JSON object a line, in UTC. */
export function createLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    standardError(),
  );
}

/** Where lines go: `send` may throw; `waiting` are the bytes that nobody has taken yet. */
export interface Sink {
  send(line: string): void;
  waiting(): number;
  /** Called when there is room again, if the sink can tell. */
  onRoom(listener: () => void): void;
}

export function boundedWriter(sink: Sink, { most = WAITING, now = Date.now } = {}): LogWriter {
  let dropped = 0;
  const send = (line: string): void => {
    if (sink.waiting() + line.length > most) {
      dropped += 1;
      return;
    }
    try {
      sink.send(line);
    } catch {
      dropped += 1;
    }
  };
  const tellDropped = (): void => {
    if (dropped === 0 || sink.waiting() > most / 2) return;
    const lines = dropped;
    const time = new Date(now()).toISOString();
    const msg = 'log lines were dropped: nobody took them';
    dropped = 0;
    send(`${JSON.stringify({ level: 'warn', time, lines, msg })}\n`);
    // This line itself found no room: those of before still count.
    if (dropped > 0) dropped = lines;
  };
  sink.onRoom(tellDropped);
  return {
    write(line) {
      tellDropped();
      send(line);
    },
  };
}

/** A pipe or socket, which Node writes to without waiting. */
export function streamSink(stream: Writable): Sink {
  // A reader that is gone is no reason to end.
  stream.on('error', () => {});
  return {
    send: (line) => void stream.write(line),
    waiting: () => stream.writableLength,
    onRoom: (listener) => void stream.on('drain', listener),
  };
}

/** A file, whose disk may be full for a while. */
function fileSink(fd: number): Sink {
  return { send: (line) => void writeSync(fd, line), waiting: () => 0, onRoom: () => {} };
}

function isFile(fd: number): boolean {
  try {
    const found = fstatSync(fd);
    return !found.isFIFO() && !found.isSocket();
  } catch {
    return false;
  }
}

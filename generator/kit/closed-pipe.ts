import type { Writable } from 'node:stream';

/** Lets a stream be closed by its reader: what is written then is lost, and that is no fault. */
export function endQuietly(stream: Writable): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

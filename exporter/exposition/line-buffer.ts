/** Collects the lines of a family as bytes, at a third of what building strings and encoding them costs. */
export interface LineBuffer {
  /** Adds a line: the family's name, encoded labels, and a value in ASCII. */
  add(labels: Buffer, value: string): void;
  finish(): { readonly chunks: readonly Buffer[]; readonly bytes: number };
}

export function createLineBuffer(name: string): LineBuffer {
  const prefix = Buffer.from(name, 'utf8');
  const chunks: Buffer[] = [];
  let bytes = 0;
  let open = Buffer.allocUnsafe(smallest);
  let at = 0;

  const close = () => {
    if (at > 0) chunks.push(open.subarray(0, at));
    bytes += at;
    at = 0;
  };

  /** The buffer starts small, as most families of an item have a row or two. */
  const makeRoom = (needed: number) => {
    const grown = Math.min(open.length * 4, largest);
    if (open.length < largest && at + needed <= grown) {
      const copy = Buffer.allocUnsafe(grown);
      copy.set(open.subarray(0, at));
      open = copy;
    } else {
      close();
      open = Buffer.allocUnsafe(Math.max(needed, largest));
    }
  };

  return {
    add(labels, value) {
      const needed = prefix.length + labels.length + value.length + 1;
      if (at + needed > open.length) makeRoom(needed);
      open.set(prefix, at);
      open.set(labels, at + prefix.length);
      at += prefix.length + labels.length;
      // A call to write() takes longer than the few digits of most values.
      for (let index = 0; index < value.length; index += 1) open[at++] = value.charCodeAt(index);
      open[at++] = newline;
    },
    finish() {
      close();
      return { chunks, bytes };
    },
  };
}

const smallest = 256;
const largest = 64 * 1024;
const newline = 10;

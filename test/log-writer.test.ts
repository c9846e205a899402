import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { boundedWriter, type Sink, streamSink } from '../exporter/log-writer.ts';

function sinkOf({ room = Number.POSITIVE_INFINITY } = {}) {
  const lines: string[] = [];
  const state = { waiting: 0, isBroken: false, room };
  let listener = () => {};
  const sink: Sink = {
    send(line) {
      if (state.isBroken) throw new Error('ENOSPC');
      lines.push(line);
      state.waiting += line.length;
    },
    waiting: () => state.waiting,
    onRoom(told) {
      listener = told;
    },
  };
  return { sink, lines, state, makeRoom: () => listener() };
}

const DROPPED = (lines: number) =>
  `{"level":"warn","time":"1970-01-01T00:00:00.000Z","lines":${lines},"msg":"log lines were dropped: nobody took them"}\n`;

test('lines wait up to a bound, and those beyond it are dropped, counted and told', () => {
  const { sink, lines, state, makeRoom } = sinkOf();
  const writer = boundedWriter(sink, { most: 200, now: () => 0 });

  for (let line = 0; line < 30; line += 1) writer.write('ten bytes\n');
  expect(lines).toHaveLength(20);
  state.waiting = 0;
  makeRoom();
  writer.write('after it\n');

  expect(lines.slice(20)).toEqual([DROPPED(10), 'after it\n']);
});

test('a full disk loses lines and nothing else, and is told once there is room', () => {
  const { sink, lines, state } = sinkOf();
  const writer = boundedWriter(sink, { now: () => 0 });

  state.isBroken = true;
  writer.write('lost\n');
  writer.write('lost\n');
  state.isBroken = false;
  writer.write('after it\n');

  expect(lines).toEqual([DROPPED(2), 'after it\n']);
});

test('a reader that is gone ends nothing', async () => {
  const stream = new PassThrough();
  const writer = boundedWriter(streamSink(stream));

  stream.destroy(new Error('EPIPE'));
  await new Promise((resolve) => stream.once('close', resolve));

  expect(() => writer.write('to nobody\n')).not.toThrow();
});

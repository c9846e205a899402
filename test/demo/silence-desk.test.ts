import { expect, test } from 'vitest';
import type { AlertBoard } from '../../demo/alert-board.ts';
import type { RoomAlert } from '../../demo/room-state.ts';
import { createSilenceDesk } from '../../demo/silence-desk.ts';
import { startServer } from '../kit/answering-server.ts';

const LABELS = { alertname: 'PaletteEdgeHostUnhealthy', edge_host_name: 'assembly-3' };
const ALERT: RoomAlert = {
  id: 'a1',
  name: LABELS.alertname,
  severity: 'critical',
  summary: '',
  description: '',
  state: 'firing',
  since: 0,
  firesAt: 0,
  tellings: [],
};

/** A desk at an Alertmanager that notes what it is asked, and a board that can be changed. */
async function openDesk() {
  const asked: string[] = [];
  const server = await startServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(request.method === 'POST' ? '{"silenceID":"s1"}' : '');
  });
  const clock = { now: 0 };
  const board: { -readonly [Key in keyof AlertBoard]: AlertBoard[Key] } = {
    alerts: [ALERT],
    labelsOf: (id) => (id === ALERT.id ? LABELS : undefined),
    read: () => {},
  };
  const programs = { prometheus: '', alertmanager: server.url.origin };
  return { asked, clock, board, desk: createSilenceDesk(programs, board, () => clock.now) };
}

test('a silence goes with its alert, a moment after it', async () => {
  const { asked, clock, board, desk } = await openDesk();
  expect(await desk.begin('a1')).toBe('done');
  await desk.tidy();
  expect(asked).toEqual(['POST /api/v2/silences']);

  board.alerts = [{ ...ALERT, state: 'ended', endedAt: 1_000 }];
  clock.now = 12_999;
  await desk.tidy();
  expect(asked).toHaveLength(1);

  clock.now = 13_000;
  await desk.tidy();
  await desk.tidy();
  expect(asked).toEqual(['POST /api/v2/silences', 'DELETE /api/v2/silence/s1']);
});

test('what is not on the board can be neither silenced nor told again', async () => {
  const { asked, board, desk } = await openDesk();

  expect(await desk.begin('a2')).toBe('unknown');
  expect(await desk.end('a1')).toBe('unknown');
  board.alerts = [{ ...ALERT, state: 'silenced', silence: 's/7' }];
  expect(await desk.end('a1')).toBe('done');

  expect(asked).toEqual(['DELETE /api/v2/silence/s%2F7']);
});

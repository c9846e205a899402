import { expect, test } from 'vitest';
import { createAlertBoard } from '../../demo/alert-board.ts';
import type { ActiveAlert, HeldAlert } from '../../demo/chain-api.ts';
import { routingText } from '../../demo/pace.ts';
import { packageFile } from '../../exporter/package.ts';
import { loadSite } from '../../generator/site.ts';
import { temporaryFile } from '../kit/temporary.ts';

const MINUTE = 60_000;
const LABELS = {
  alertname: 'PaletteEdgeHostUnhealthy',
  severity: 'critical',
  component: 'edge-host',
  edge_host_name: 'assembly-3',
};
const TWIN = { ...LABELS, escalation: 'backup', escalation_after: '1m' };
const MAIL = { id: 1, at: 6 * MINUTE, subject: '', html: '' };

const site = loadSite({
  contacts: packageFile('demo', 'site', 'contacts.md'),
  routing: temporaryFile(routingText(), 'routing.yaml'),
});

function active(state: ActiveAlert['state'], labels: ActiveAlert['labels'] = LABELS): ActiveAlert {
  const annotations = {
    summary: 'A host.',
    description: 'Host assembly-3.',
    runbook_url: 'http://127.0.0.1/r',
  };
  return { labels, annotations, state, activeAt: 0 };
}

function held(status: Partial<HeldAlert['status']>, labels: HeldAlert['labels'] = LABELS): HeldAlert {
  return { labels, status: { silencedBy: [], inhibitedBy: [], ...status } };
}

/** The first alert of the board, and whom it tells. */
function first({ alerts }: ReturnType<typeof createAlertBoard>) {
  const [alert] = alerts;
  return [alert?.state, alert?.tellings.map(({ person, state }) => `${person}: ${state}`)];
}

test('an alert pends, fires, is told and silenced, and ends', () => {
  const board = createAlertBoard(site);
  const nothing = { active: [], held: [], mails: [] };

  board.read({ ...nothing, active: [active('pending')], now: 1000 });
  expect(first(board)).toEqual(['pending', ['Juno Vasquez: due', 'Teo Lindgren: due']]);
  expect(board.alerts).toMatchObject([{ since: 0, firesAt: 5 * MINUTE, runbook: 'http://127.0.0.1/r' }]);

  const mails = [{ ...MAIL, recipients: ['juno@example.com'], text: 'FIRING\nHost assembly-3.\n' }];
  const firing = { active: [active('firing'), active('pending', TWIN)], mails };
  board.read({ ...firing, held: [held({})], now: 6 * MINUTE });
  expect(board.alerts).toHaveLength(1);
  expect(first(board)).toEqual(['firing', ['Juno Vasquez: told', 'Teo Lindgren: due']]);

  board.read({ ...firing, held: [held({ silencedBy: ['s1'] })], now: 7 * MINUTE });
  expect(first(board)).toEqual(['silenced', ['Juno Vasquez: told', 'Teo Lindgren: stopped']]);
  expect(board.labelsOf(board.alerts[0]?.id ?? '')).toEqual(LABELS);

  board.read({ ...nothing, mails, now: 8 * MINUTE });
  expect(first(board)).toEqual(['ended', ['Juno Vasquez: told', 'Teo Lindgren: stopped']]);

  board.read({ ...nothing, mails, now: 12 * MINUTE });
  expect(board.alerts).toEqual([]);
});

test('what another alert mutes tells nobody, and leaves without a word', () => {
  const board = createAlertBoard(site);
  board.read({
    active: [active('firing')],
    held: [held({ inhibitedBy: ['f1'] })],
    mails: [],
    now: 6 * MINUTE,
  });
  expect(first(board)).toEqual(['muted', ['Juno Vasquez: stopped', 'Teo Lindgren: stopped']]);

  board.read({ active: [], held: [], mails: [], now: 7 * MINUTE });
  expect(board.alerts).toEqual([]);
});

test('a mail about another host, or from before, tells nobody of this one', () => {
  const mails = [
    { ...MAIL, recipients: ['juno@example.com'], text: 'Host assembly-2.' },
    { ...MAIL, at: 4 * MINUTE, recipients: ['juno@example.com'], text: 'Host assembly-3.' },
    { ...MAIL, recipients: ['teo@example.com'], text: 'Host assembly-3.' },
  ];
  const board = createAlertBoard(site);
  board.read({ active: [active('firing')], held: [held({})], mails, now: 6 * MINUTE });

  expect(first(board)).toEqual(['firing', ['Juno Vasquez: due', 'Teo Lindgren: told']]);
});

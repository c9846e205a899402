import { showAlerts } from './alerts.js';
import { byId, complain, el, show } from './dom.js';
import { showInbox } from './inbox.js';
import { setNow } from './moments.js';
import { showPicture } from './picture.js';
import { showScenarios } from './scenarios.js';
import { showTour } from './tour.js';

/** @typedef {import('../room-state.ts').RoomState} RoomState */
/** @typedef {import('../control-room.ts').RoomFacts} RoomFacts */

/** @type {RoomFacts} */
let facts = { pace: '', note: '', links: [], scenarios: [] };
/** @type {RoomState | undefined} */
let last;

const source = new EventSource('/events');
source.addEventListener('message', ({ data }) => {
  /** @type {RoomState} */
  const state = JSON.parse(data);
  if (state.chain.state !== last?.chain.state) void learn();
  announce(state, last);
  last = state;
  setNow(state.at);
  render(state);
});
source.addEventListener('open', () => complain(''));
source.addEventListener('error', () => complain('The demo has ended. Start it again with: npm run demo'));

/** What does not change while the programs run. */
async function learn() {
  const answer = await fetch('/facts');
  facts = await answer.json();
  byId('pace').textContent = facts.pace;
  byId('links').replaceChildren(
    ...facts.links.map(({ name, url }) => el('a', { href: url, target: '_blank', rel: 'noreferrer' }, name)),
  );
  byId('inbox-note').textContent = facts.note;
  if (last !== undefined) render(last);
}

/** @param {RoomState} state */
function render(state) {
  showTour(state);
  showChain(state);
  showPicture(state.site);
  showAlerts(state.alerts, state.chain);
  showScenarios(facts.scenarios, state.scenario.name);
  showInbox(state.mails);
}

/**
 * The way of an alert, with how much of it there is at each station.
 *
 * @param {RoomState} state
 */
function showChain({ alerts, mails, site, chain }) {
  /** @param {string[]} states */
  const count = (...states) => alerts.filter(({ state }) => states.includes(state)).length;
  const isRunning = chain.state === 'running';
  const stations = [
    ['Palette', site.palette.word],
    ['Exporter', 'reads every 2 s'],
    [
      'Prometheus',
      isRunning ? `${count('pending')} pending, ${count('firing', 'silenced', 'muted')} firing` : chain.state,
    ],
    ['Alertmanager', isRunning ? `${count('muted')} muted, ${count('silenced')} silenced` : chain.state],
    ['Inbox', `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`],
  ];
  show('chain', stations, () =>
    stations.map(([name = '', what = '']) => el('li', {}, el('b', {}, name), el('span', {}, what))),
  );
}

/**
 * Says to a screen reader what has just happened.
 *
 * @param {RoomState} state
 * @param {RoomState | undefined} before
 */
function announce(state, before) {
  if (before === undefined) return;
  const firing = state.alerts.filter(
    ({ id, state: now }) =>
      now === 'firing' && !before.alerts.some((one) => one.id === id && one.state === 'firing'),
  );
  const mails = state.mails.filter(({ id }) => !before.mails.some((one) => one.id === id));
  const said = [
    ...firing.map(({ description }) => `Alert fires: ${description}`),
    ...mails.map(({ person, subject }) => `Mail to ${person}: ${subject}`),
  ];
  if (said.length > 0) byId('announcer').textContent = said.join(' ');
}

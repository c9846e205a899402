import { act, el, show } from './dom.js';
import { countDown, timeOfDay } from './moments.js';

/** @typedef {import('../room-state.ts').RoomAlert} RoomAlert */
/** @typedef {import('../room-state.ts').RoomTelling} RoomTelling */

const CARE = 'I take care of it (silence)';
const WORDS = {
  pending: 'pending',
  firing: 'firing',
  muted: 'muted',
  silenced: 'silenced',
  ended: 'resolved',
};

/**
 * The alerts that pend and fire, with who is told and when.
 *
 * @param {readonly RoomAlert[]} alerts
 * @param {import('../room-state.ts').ChainState} chain
 */
export function showAlerts(alerts, chain) {
  show('alert-list', [alerts, chain], () => {
    if (chain.state === 'absent')
      return [el('p', { class: 'trouble' }, `No alerts and mails: ${chain.text}`)];
    if (chain.state === 'starting') return [el('p', {}, 'Prometheus and Alertmanager are starting.')];
    if (alerts.length === 0) return [el('p', { class: 'quiet' }, 'No alert: everything is as it should be.')];
    return [el('ul', { class: 'cards' }, ...alerts.map(card))];
  });
}

/** @param {RoomAlert} alert */
function card(alert) {
  const { id, name, severity, state, description } = alert;
  const head = el(
    'h3',
    {},
    el('span', { class: `badge ${state}` }, WORDS[state]),
    ' ',
    el('span', { class: `badge ${severity}` }, severity),
    ' ',
    name,
  );
  return el(
    'li',
    { class: `card ${state}`, 'data-alert': name },
    head,
    el('p', {}, description),
    el('p', { class: 'when' }, ...when(alert)),
    ...(state === 'muted' ? [] : [told(alert)]),
    el('p', { class: 'buttons' }, ...buttons(alert), ...runbook(alert)),
  );

  /** @param {RoomAlert} one */
  function buttons({ state: now }) {
    if (now === 'firing') return [button(CARE, () => act('POST', `/silences/${id}`), `silence-${id}`)];
    if (now === 'silenced')
      return [button('End the silence', () => act('DELETE', `/silences/${id}`), `silence-${id}`)];
    return [];
  }
}

/**
 * @param {string} text
 * @param {() => void} action
 * @param {string} key
 */
function button(text, action, key) {
  const look = text === CARE ? 'main' : '';
  return el('button', { type: 'button', class: look, 'data-key': key, click: action }, text);
}

/** @param {RoomAlert} alert */
function runbook({ runbook: url, name }) {
  if (url === undefined) return [];
  return [
    el('a', { href: url, target: '_blank', rel: 'noreferrer', 'data-key': `runbook-${name}` }, 'Runbook'),
  ];
}

/**
 * @param {RoomAlert} alert
 * @returns {(Node | string)[]}
 */
function when({ state, since, firesAt, endedAt }) {
  if (state === 'pending')
    return ['Holds since ', timeOfDay(since), '; fires ', countDown(firesAt), ' if it lasts.'];
  if (state === 'muted') return ['Muted: another alert that fires explains it, so nobody is told twice.'];
  if (state === 'ended') return ['Over since ', timeOfDay(endedAt ?? firesAt), '.'];
  if (state === 'silenced') return ['Fires since ', timeOfDay(firesAt), '; somebody takes care of it.'];
  return ['Fires since ', timeOfDay(firesAt), '.'];
}

/** @param {RoomAlert} alert */
function told({ tellings, severity, state }) {
  if (tellings.length === 0) {
    return el('p', {}, severity === 'info' ? 'Shown on dashboards; nobody gets a mail.' : 'Nobody is told.');
  }
  if (state === 'pending') {
    const [first] = tellings.map(({ person, role }) => `${person} (${role})`);
    return el('p', { class: 'when' }, `Then ${first} is told, unless a firing alert explains it.`);
  }
  const next = tellings.find((telling) => telling.state === 'due');
  return el(
    'ul',
    { class: 'tellings' },
    ...tellings.map((telling) =>
      el('li', { class: telling.state }, ...line(telling, telling === next, state)),
    ),
  );
}

/**
 * @param {RoomTelling} telling
 * @param {boolean} isNext
 * @param {RoomAlert['state']} alert
 * @returns {(Node | string)[]}
 */
function line({ person, role, address, at, state }, isNext, alert) {
  const who = [el('b', {}, person), ` (${role}, ${address}) `];
  if (state === 'told') return ['✉ ', ...who, 'has been told.'];
  if (state === 'stopped') return ['– ', ...who, 'is not told', alert === 'silenced' ? ': silenced.' : '.'];
  const until = alert === 'firing' && isNext ? ' unless somebody silences it.' : '.';
  return [isNext ? '→ ' : '○ ', ...who, 'is told ', countDown(at), until];
}

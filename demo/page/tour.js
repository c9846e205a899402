import { act, el, show } from './dom.js';
import { openMail } from './inbox.js';
import { countDown, timeOfDay } from './moments.js';
import { play } from './scenarios.js';

/** @typedef {import('../room-state.ts').RoomState} RoomState */
/**
 * A step of the tour. `data` says what its text depends on, so that it is shown anew when that changes.
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {(state: RoomState) => (Node | string)[]} text
 * @property {(state: RoomState) => boolean} done
 * @property {(state: RoomState) => { text: string, act: () => void } | undefined} [button]
 */

/** The alert that the tour is about. */
const ALERT = 'PaletteEdgeHostUnhealthy';

/** @type {readonly Step[]} */
const STEPS = [
  {
    title: 'A plant with Palette',
    text: () => [
      'Three hosts run Palette itself. Three more run a cluster with the virtual machines of a line, and one host is ' +
        'spare. The exporter reads their consoles; Prometheus, Alertmanager and a mail server behind it are real, and ' +
        'configured from a contact table. Nobody who is mailed here exists.',
    ],
    done: () => true,
  },
  {
    title: 'Let a node die',
    text: ({ scenario }) =>
      scenario.name === 'node-down'
        ? ['The power of assembly-3 is gone. See it turn red in the picture of the site.']
        : ['Cut the power of one of the three hosts of the cluster.'],
    button: ({ scenario }) =>
      scenario.name === 'node-down' ? undefined : { text: 'Let a node die', act: () => play('node-down') },
    done: ({ scenario }) => scenario.name === 'node-down',
  },
  {
    title: 'The alert',
    text: (state) => {
      const alert = alertOf(state);
      if (alert === undefined) return ['The exporter reads the consoles; the alerts come within seconds.'];
      if (alert.state === 'pending')
        return [
          'It is pending: it fires ',
          countDown(alert.firesAt),
          ' if the host stays away. A blip wakes nobody.',
        ];
      return ['It fires. What follows from it (node and cluster) is muted, so that one thing is told once.'];
    },
    done: (state) => hasFired(state),
  },
  {
    title: 'The mail',
    text: (state) => {
      const mail = mailOf(state);
      if (mail === undefined)
        return ['Alertmanager waits three seconds for more of its kind, then sends a mail.'];
      return [
        'It went to ',
        el('b', {}, mail.person),
        ', because the contact table says that the site crew answers for hosts. It holds what to do and a link that ' +
          'says “I take care of it”.',
      ];
    },
    button: (state) => {
      const mail = mailOf(state);
      return mail && { text: 'Open the mail', act: () => openMail(mail.id) };
    },
    done: (state) => mailOf(state) !== undefined,
  },
  {
    title: 'The silence',
    text: (state) => {
      const backup = alertOf(state)?.tellings[1];
      if (backup === undefined) return ['The alert is over already; let the node die again.'];
      const { person, at } = backup;
      if (backup.state === 'due')
        return [
          'If nobody says that they take care of it, ',
          el('b', {}, person),
          ', the backup, is told ',
          countDown(at),
          '. Say it: a silence is the acknowledgement.',
        ];
      if (backup.state === 'told')
        return [
          el('b', {}, person),
          ' has been told at ',
          timeOfDay(at),
          ': nobody had silenced it in time. You still can.',
        ];
      return [
        'Silenced: ',
        el('b', {}, person),
        ', the backup, sleeps on; the mail would have gone out at ',
        timeOfDay(at),
        '.',
      ];
    },
    button: (state) => {
      const alert = alertOf(state);
      if (alert?.state !== 'firing') return undefined;
      return { text: 'I take care of it (silence)', act: () => void act('POST', `/silences/${alert.id}`) };
    },
    done: (state) => alertOf(state)?.state === 'silenced',
  },
  {
    title: 'The node comes back',
    text: (state) => {
      const alert = alertOf(state);
      if (state.scenario.name !== 'healthy') return ['Switch the power on again.'];
      if (alert !== undefined && alert.state !== 'ended')
        return [
          'The host is back. The alert goes on for a moment, until what hangs on the host is back as well.',
        ];
      return [
        'Resolved. Who silenced it knows, so no mail says so while the silence lasts. Let it happen again without a ' +
          'silence: the backup is told, and both hear when it is over.',
      ];
    },
    button: ({ scenario }) =>
      scenario.name === 'healthy' ? undefined : { text: 'Bring the node back', act: () => play('healthy') },
    done: (state) =>
      state.scenario.name === 'healthy' && ['ended', undefined].includes(alertOf(state)?.state),
  },
];

let at = 0;
let isHidden = false;
/** @type {RoomState | undefined} */
let last;

/**
 * The guided tour: what to do, and what it shows.
 *
 * @param {RoomState} state
 */
export function showTour(state) {
  last = state;
  if (state.chain.state === 'absent') return show('tour', 'absent', () => []);
  if (isHidden)
    return show('tour', 'hidden', () => [button('Take the tour in six steps', 'start', () => go(0))]);
  const step = STEPS[at];
  if (step === undefined) return;
  const text = el('p', { 'aria-live': 'polite' }, ...step.text(state));
  const action = step.button?.(state);
  const isDone = step.done(state);
  show('tour', [at, text.textContent?.replace(/in \d+ s/, ''), action?.text, isDone], () => [
    el(
      'h2',
      { id: 'tour-title', tabindex: '-1', 'data-key': 'tour-title' },
      `${at + 1} of ${STEPS.length}: ${step.title}`,
    ),
    text,
    el(
      'p',
      { class: 'buttons' },
      ...(action === undefined ? [] : [button(action.text, 'action', action.act, isDone ? '' : 'main')]),
      ...next(isDone, action === undefined || isDone),
      button('Leave the tour', 'leave', hide, 'plain'),
    ),
  ]);
}

/**
 * @param {boolean} isDone
 * @param {boolean} isMain
 */
function next(isDone, isMain) {
  if (at === STEPS.length - 1) return isDone ? [button('Begin again', 'again', () => go(0))] : [];
  const made = button('Next', 'next', () => go(at + 1), isMain ? 'main' : '');
  if (!isDone) made.setAttribute('disabled', '');
  return [made];
}

/**
 * @param {string} text
 * @param {string} key
 * @param {() => void} action
 * @param {string} look
 */
function button(text, key, action, look = 'main') {
  return el('button', { type: 'button', class: look, 'data-key': `tour-${key}`, click: action }, text);
}

/** @param {number} step */
function go(step) {
  at = step;
  isHidden = false;
  if (last !== undefined) showTour(last);
}

function hide() {
  isHidden = true;
  if (last !== undefined) showTour(last);
}

/** @param {RoomState} state */
function alertOf({ alerts }) {
  return alerts.find(({ name }) => name === ALERT);
}

/** @param {RoomState} state */
function hasFired(state) {
  const alert = alertOf(state);
  return alert !== undefined && alert.state !== 'pending';
}

/**
 * The first mail about it.
 *
 * @param {RoomState} state
 */
function mailOf(state) {
  const alert = alertOf(state);
  const told = alert?.tellings.find((telling) => telling.state === 'told');
  return state.mails.findLast(
    ({ address, at: arrived }) => address === told?.address && arrived >= (alert?.firesAt ?? 0),
  );
}

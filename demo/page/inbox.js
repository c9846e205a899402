import { byId, el, show } from './dom.js';
import { timeOfDay } from './moments.js';

/** @typedef {import('../room-state.ts').RoomMail} RoomMail */

/** ID of the mail that is open; the newest one until somebody chooses. */
let open = 0;
let isChosen = false;
/** @type {readonly RoomMail[]} */
let known = [];

/**
 * The mails that arrived, and one of them as it looks.
 *
 * @param {readonly RoomMail[]} mails newest first
 */
export function showInbox(mails) {
  known = mails;
  if (!isChosen || !mails.some(({ id }) => id === open)) {
    isChosen = false;
    open = mails[0]?.id ?? 0;
  }
  show('mail-list', [mails, open], () => {
    if (mails.length === 0)
      return [el('p', { class: 'quiet' }, 'No mail so far. All mails of the demo end up here.')];
    return [el('ul', { class: 'mails' }, ...mails.map(row))];
  });
  showMail(mails.find(({ id }) => id === open));
}

/**
 * Opens a mail, as a click on it does.
 *
 * @param {number} id
 */
export function openMail(id) {
  open = id;
  isChosen = true;
  showInbox(known);
  byId('inbox').scrollIntoView({ block: 'nearest' });
}

/** @param {RoomMail} mail */
function row({ id, at, person, address, subject }) {
  return el(
    'li',
    {},
    el(
      'button',
      {
        type: 'button',
        'data-key': `mail-${id}`,
        'aria-pressed': String(id === open),
        click: () => openMail(id),
      },
      el('span', { class: 'to' }, 'To ', el('b', {}, person), ` <${address}>`),
      timeOfDay(at),
      el('span', { class: 'subject' }, subject),
    ),
  );
}

/** @param {RoomMail | undefined} mail */
function showMail(mail) {
  show('mail', mail?.id, () => {
    if (mail === undefined) return [];
    // Sandboxed: what a mail brings can neither run nor reach this page.
    return [
      el('iframe', {
        src: `/mails/${mail.id}`,
        sandbox: 'allow-popups allow-popups-to-escape-sandbox',
        title: `Mail to ${mail.person}: ${mail.subject}`,
      }),
    ];
  });
}

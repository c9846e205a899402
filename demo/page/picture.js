import { el, show } from './dom.js';
import { timeOfDay } from './moments.js';

/** @typedef {import('../room-state.ts').RoomState} RoomState */
/** @typedef {import('../room-state.ts').Thing} Thing */

/** What stands for a level beside its colour. */
const MARKS = { ok: '✓', busy: '…', bad: '✕', off: '–' };

/**
 * The site as people draw it: the clusters with their nodes and machines, the appliance, spare hosts.
 *
 * @param {RoomState['site']} site
 */
export function showPicture(site) {
  show('picture', site, () => {
    const { palette, appliance, clusters, spare, more, events } = site;
    return [
      ...clusters.map((cluster) =>
        box('Cluster', cluster, [
          group('Nodes', cluster.nodes),
          group('Virtual machines', cluster.virtualMachines),
        ]),
      ),
      box('Palette appliance', appliance, [group('', [palette, ...appliance.hosts])]),
      ...(spare.length === 0
        ? []
        : [el('div', { class: 'box' }, el('h3', {}, 'Hosts without a cluster'), group('', spare))]),
      ...(more === 0 ? [] : [el('p', {}, `and ${more} more clusters and hosts`)]),
      ...(events.length === 0 ? [] : [log(events)]),
    ];
  });
}

/**
 * @param {string} kind
 * @param {Thing} thing
 * @param {Node[]} content
 */
function box(kind, { name, level, word }, content) {
  const title = el(
    'h3',
    {},
    `${kind} `,
    el('b', {}, name),
    ' ',
    el('span', { class: `word ${level}` }, word),
  );
  return el('div', { class: `box ${level}` }, title, ...content);
}

/**
 * @param {string} title
 * @param {readonly Thing[]} things
 */
function group(title, things) {
  if (things.length === 0) return el('span');
  const list = el('ul', { class: 'things' }, ...things.map(thing));
  return title === '' ? list : el('div', {}, el('h4', {}, title), list);
}

/** @param {Thing} thing */
function thing({ name, level, word }) {
  const mark = el('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[level]);
  return el(
    'li',
    { class: level, title: `${name}: ${word}` },
    mark,
    el('b', {}, name),
    ' ',
    el('span', { class: 'word' }, word),
  );
}

/** @param {RoomState['site']['events']} events */
function log(events) {
  const rows = events.map(({ at, text }) => el('li', {}, timeOfDay(at), ` ${text}`));
  return el('div', { class: 'log' }, el('h4', {}, 'Palette’s log'), el('ul', {}, ...rows));
}

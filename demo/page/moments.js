import { el } from './dom.js';

/** What the clock of the demo is ahead of the browser's, in milliseconds. */
let ahead = 0;

/**
 * Takes the time of the demo, and shows all times anew.
 *
 * @param {number} now
 */
export function setNow(now) {
  ahead = now - Date.now();
  tick();
}

/**
 * A moment that is to come, as a count down.
 *
 * @param {number} at
 */
export function countDown(at) {
  const made = el('span', { 'data-until': String(at) });
  made.textContent = left(at);
  return made;
}

/**
 * A moment as the time of day.
 *
 * @param {number} at
 */
export function timeOfDay(at) {
  const text = new Date(at).toLocaleTimeString('en-GB');
  return el('time', { datetime: new Date(at).toISOString() }, text);
}

function tick() {
  for (const place of document.querySelectorAll('[data-until]')) {
    place.textContent = left(Number(place.getAttribute('data-until')));
  }
}

/** @param {number} at */
function left(at) {
  const seconds = Math.ceil((at - Date.now() - ahead) / 1000);
  if (seconds <= 0) return 'any moment';
  if (seconds < 100) return `in ${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`;
}

setInterval(tick, 1000);

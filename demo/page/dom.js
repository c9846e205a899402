/**
 * An element. Texts become text, never HTML.
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes a function is called on click; `false`
 *   leaves an attribute out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener('click', value);
    else if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/**
 * The element of the page with this ID.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** @type {Map<string, string>} */
const shown = new Map();

/**
 * Shows what is made of some data in a place of the page, only when the data has changed. What had the focus keeps it,
 * by its `data-key`; where it is gone, what has a `tabindex` takes it.
 *
 * @param {string} id
 * @param {unknown} data
 * @param {() => Node[]} make
 */
export function show(id, data, make) {
  const text = JSON.stringify(data);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  const place = byId(id);
  const { activeElement } = document;
  const key = place.contains(activeElement) ? activeElement?.getAttribute('data-key') : null;
  place.replaceChildren(...make());
  if (key === null || key === undefined) return;
  const next =
    place.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`) ??
    place.querySelector('[tabindex]');
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

/**
 * Asks the room to do something, and says on the page when it does not.
 *
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 */
export async function act(method, path) {
  const answer = await fetch(path, { method }).catch(() => undefined);
  if (answer?.ok) return complain('');
  complain(answer === undefined ? 'The demo does not answer.' : (await answer.text()).trim());
}

/** @param {string} text empty: nothing is wrong */
export function complain(text) {
  const place = byId('trouble');
  place.hidden = text === '';
  place.textContent = text;
}

import { act, byId, el, show } from './dom.js';

/** What a newcomer may want to see first. */
const FIRST = [
  'healthy',
  'node-down',
  'host-recovery',
  'vm-crashing',
  'cluster-error',
  'pack-failed',
  'palette-down',
  'pma-upgrade',
];

/** @typedef {{ readonly name: string, readonly description: string }} Scenario */

/**
 * A button for each scenario, with what will happen.
 *
 * @param {readonly Scenario[]} scenarios
 * @param {string} current
 */
export function showScenarios(scenarios, current) {
  show('scenario-list', [scenarios, current], () => {
    const isOpen = byId('scenario-list').querySelector('details')?.open ?? false;
    const first = FIRST.flatMap((name) => scenarios.filter((one) => one.name === name));
    const others = scenarios.filter(({ name }) => !FIRST.includes(name));
    const isAmong = others.some(({ name }) => name === current);
    return [
      list(first, current),
      el(
        'details',
        { open: isOpen || isAmong },
        el('summary', { 'data-key': 'more' }, `${others.length} more`),
        list(others, current),
      ),
    ];
  });
}

/**
 * Lets a scenario happen.
 *
 * @param {string} name
 */
export function play(name) {
  void act('POST', `/scenarios/${encodeURIComponent(name)}`);
}

/**
 * @param {readonly Scenario[]} scenarios
 * @param {string} current
 */
function list(scenarios, current) {
  const rows = scenarios.map(({ name, description }) =>
    el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          'data-key': `scenario-${name}`,
          'aria-pressed': String(name === current),
          click: () => play(name),
        },
        el('b', {}, name),
        el('span', {}, description),
      ),
    ),
  );
  return el('ul', { class: 'scenarios' }, ...rows);
}

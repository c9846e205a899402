import type { Level, Query, States } from '../../../../dashboards/kit/dashboard.ts';
import { lineStates, wordsFor } from '../../../../dashboards/kit/state-levels.ts';

/** Several states of one level may stand in one graph. */
const SHADES: Readonly<Record<Level, readonly string[]>> = {
  good: ['blue', 'light-blue', 'dark-blue', 'super-light-blue'],
  watch: ['orange', 'light-orange', 'dark-orange', 'super-light-orange'],
  bad: ['dark-red', 'red', 'light-red', 'super-light-red'],
  neutral: ['#8e8e8e', '#b4b4b4', '#6b6b6b', '#d0d0d0'],
  unknown: ['#8e8e8e'],
};

/** Grafana's overrides that give the lines of a graph the colours of the states that their names end in, and their words. */
export function lineColours(states: States, queries: readonly Query[]): readonly object[] {
  const isAllOfTheName = queries.every(({ legend = '' }) => !legend.includes(' '));
  return Object.keys(states).map((state) => ({
    matcher: { id: 'byRegexp', options: `/(?:^| )${state}$/` },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: colourOf(state) } },
      ...(isAllOfTheName && wordsFor(state) !== state ? [{ id: 'displayName', value: wordsFor(state) }] : []),
    ],
  }));
}

function colourOf(state: string): string {
  const table = lineStates.find((states) => state in states);
  const level = table?.[state];
  if (table === undefined || level === undefined)
    throw new Error(`no colour is known of the state ${state}: add its table to lineStates`);
  const shades = SHADES[level];
  const alike = Object.keys(table).filter((other) => table[other] === level);
  return shades[alike.indexOf(state) % shades.length] ?? 'text';
}

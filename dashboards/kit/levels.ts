import type { Level, Mapping, Threshold } from './dashboard.ts';
import { wordsFor } from './state-levels.ts';

export const anyIsBad: readonly Threshold[] = from(1, 'bad');
export const anyIsWorthALook: readonly Threshold[] = from(1, 'watch');
export const plain: readonly Threshold[] = [{ from: null, level: 'neutral' }];

export const upOrDown = zeroOrOne(['Down', 'bad'], ['Up', 'good']);
export const healthyOrNot = zeroOrOne(['Unhealthy', 'bad'], ['Healthy', 'good']);
export const readyOrNot = zeroOrOne(['Not ready', 'bad'], ['Ready', 'good']);
export const yesIsWorthALook = zeroOrOne(['No', 'good'], ['Yes', 'watch']);
export const yesIsBad = zeroOrOne(['No', 'good'], ['Yes', 'bad']);
export const yesIsGood = zeroOrOne(['No', 'watch'], ['Yes', 'good']);

/** Good until a value, then of that level. */
export function from(value: number, level: Level): readonly Threshold[] {
  return [
    { from: null, level: 'good' },
    { from: value, level },
  ];
}

/** Good until a value, worth a look from there on, bad from another one on. */
export function rising(watch: number, bad: number): readonly Threshold[] {
  return [...from(watch, 'watch'), { from: bad, level: 'bad' }];
}

/** Bad below a value, good from there on. */
export function below(value: number, level: Level = 'bad'): readonly Threshold[] {
  return [
    { from: null, level },
    { from: value, level: 'good' },
  ];
}

/** Bad below a value, worth a look below another one, good from there on. */
export function falling(bad: number, watch: number): readonly Threshold[] {
  return [
    { from: null, level: 'bad' },
    { from: bad, level: 'watch' },
    { from: watch, level: 'good' },
  ];
}

/** Words for no and yes. */
export function zeroOrOne(
  [no, noLevel]: readonly [string, Level],
  [yes, yesLevel]: readonly [string, Level],
): readonly Mapping[] {
  return [
    { value: '0', text: no, level: noLevel },
    { value: '1', text: yes, level: yesLevel },
  ];
}

/** Levels of words, for columns that show a label. */
export function words(levels: Readonly<Record<string, Level>>): readonly Mapping[] {
  return Object.entries(levels).map(([value, level]) => ({
    value,
    text: wordsFor(value),
    level,
  }));
}

import { describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { recordingGroups } from '../../alerts/kit/recordings.ts';
import { readSettings } from '../../generator/site-settings.ts';
import { keepsLabel } from '../kit/keeps-label.ts';

/** Of no metric by itself, so that no alert has it because it is about it. */
const LABEL = 'landscape';
const settings = { ...readSettings(), keepLabels: ['namespace', LABEL] };

/** What is not there has no labels but those that it is looked for by. */
const ABOUT_NOTHING = ['PaletteExporterAbsent'];

describe('AlertmanagerConfig routes by the namespace of the target, so that it is kept', () => {
  test.each(alerts.map((alert) => [alert.name, alert] as const))('by %s', (name, { expr }) => {
    expect(keepsLabel(expr(settings), LABEL), expr(settings)).toBe(!ABOUT_NOTHING.includes(name));
  });

  const recordings = recordingGroups.flatMap((group) => group.recordings);
  test.each(
    recordings.map((one) => [`${one.record}{${Object.values(one.labels ?? {}).join()}}`, one] as const),
  )('by the recording %s', (_, { expr }) => {
    expect(keepsLabel(expr(settings), LABEL), expr(settings)).toBe(true);
  });
});

describe('a label of all series', () => {
  test.each([
    'a',
    '-a',
    'a[5m:1m] offset 5m',
    'rate(a[5m]) > 0.5',
    'max by (b, l) (a)',
    'max without (b) (a)',
    'topk(3, a)',
    'quantile by (l) (0.9, a)',
    'histogram_quantile(0.9, a)',
    'label_replace(a, "b", "$1", "c", "(.+)")',
    'time() - max by (l) (a) > 2 * 3600',
    'a / b',
    'a / on (c, l) b',
    'a / ignoring (c) b',
    'a * on (c) group_left (d) max by (c) (b)',
    'max by (c) (b) * on (c) group_right (d) a',
    'a and on () count(b) == 1',
    'a unless on (c) b',
    'a or max by (l) (b)',
  ])('stays after %s', (text) => {
    expect(keepsLabel(text, 'l')).toBe(true);
  });

  test.each([
    '1',
    'time()',
    'vector(1)',
    'absent(a)',
    'sum(a)',
    'max by (b) (a)',
    'max without (b, l) (a)',
    'max by (l) (sum by (b) (a))',
    'quantile(0.9, a)',
    'a / on (c) b',
    'a / ignoring (c, l) b',
    'a * on (c) group_right (d) max by (c) (b)',
    'max by (b) (a) and on (b) c',
    'max by (b) (a) > 1 unless on (b) c',
    'a or max by (b) (c)',
    'a / max by (b) (c)',
  ])('is lost, or may be, after %s', (text) => {
    expect(keepsLabel(text, 'l')).toBe(false);
  });
});

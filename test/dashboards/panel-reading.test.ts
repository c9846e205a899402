import { describe, expect, test } from 'vitest';
import type { FieldModel, PanelModel, Series } from '../kit/panels/panel-model.ts';
import { readingText, readPanel } from '../kit/panels/read-panel.ts';

// What Grafana 12.3 was seen to draw; our panels may not be built so.

const WORDS: FieldModel['mappings'] = [
  {
    type: 'value',
    options: { '0': { text: 'Not ready', color: 'dark-red' }, '1': { text: 'Ready', color: 'blue' } },
  },
];
const ONE_STEP = { steps: [{ value: null, color: 'text' }] };

describe('a state timeline', () => {
  const node = series({ node: 'a' }, 1, 1, 0, 1);

  test('in the colours of thresholds is one bar without a word', () => {
    const panel = timeline({ color: { mode: 'thresholds' }, thresholds: ONE_STEP, mappings: WORDS });

    expect(read(panel, [node])).toBe('Nodes: a = -∞+ [text] | -∞+ [text] | -∞+ [text]');
  });

  test('in a fixed colour keeps the words and colours of its mappings', () => {
    const panel = timeline({ color: { mode: 'fixed', fixedColor: 'text' }, mappings: WORDS });

    expect(read(panel, [node])).toBe('Nodes: a = Ready [blue] | Not ready [dark-red] | Ready [blue]');
  });

  test('without data complains, whatever noValue says', () => {
    expect(read(timeline({ noValue: 'All are ready', mappings: WORDS }), [])).toBe(
      'Nodes: Data does not have a time field',
    );
  });

  test('shows where nothing is known', () => {
    const panel = timeline({ color: { mode: 'fixed', fixedColor: 'text' }, mappings: WORDS });
    const [first, , ...others] = node.points;
    const broken = { ...node, points: [first ?? [0, 0], ...others, [240, 1], [300, 1]] as const };

    expect(read(panel, [broken])).toContain('…');
  });
});

describe('a tile without data', () => {
  const field: FieldModel = {
    unit: 'none',
    noValue: 'No etcd',
    thresholds: {
      steps: [
        { value: null, color: 'dark-red' },
        { value: 3, color: 'blue' },
      ],
    },
  };

  test('has the colour of the lowest threshold', () => {
    expect(read(panelOf('stat', field), [])).toBe('Nodes: No etcd [dark-red]');
  });

  test('has the look of its own where null is mapped', () => {
    const mappings: FieldModel['mappings'] = [
      { type: 'special', options: { match: 'null+nan', result: { text: 'No etcd', color: 'grey' } } },
    ];

    expect(read(panelOf('stat', { ...field, mappings }), [])).toBe('Nodes: No etcd [grey]');
    expect(read(panelOf('stat', { ...field, mappings }), [series({}, 3)])).toBe('Nodes: 3 [blue]');
  });
});

test('an empty table says noValue, and so does a cell without a value', () => {
  const table: PanelModel = {
    ...panelOf('table', { noValue: 'No clusters', thresholds: ONE_STEP }),
    targets: [target('A'), target('B')],
    transformations: [
      { id: 'joinByField', options: { byField: 'id' } },
      {
        id: 'organize',
        options: { indexByName: { id: 0, 'Value #B': 1 }, renameByName: { 'Value #B': 'Age' } },
      },
    ],
  };

  expect(readingText(table, readPanel(table, {}))).toBe('Nodes: No clusters');
  expect(readingText(table, readPanel(table, { A: [series({ id: 'x' }, 1)] }))).toBe(
    'Nodes: x | No clusters',
  );
});

test.each([
  [39.3, 's', '39.3 s'],
  [14_112, 's', '3.92 hours'],
  [2400, 's', '40 mins'],
  [19_414_080, 's', '32.1 weeks'],
  [0.667, 'percentunit', '66.7%'],
  [113_816_633_344, 'bytes', '106 GiB'],
  [1000, 'short', '1 K'],
  [1000, 'none', '1000'],
])('%d in %s reads %s', (value, unit, text) => {
  expect(read(panelOf('stat', { unit, thresholds: ONE_STEP }), [series({}, value)])).toBe(
    `Nodes: ${text} [text]`,
  );
});

function read(panel: PanelModel, answer: readonly Series[]): string {
  return readingText(panel, readPanel(panel, { A: answer }));
}

function timeline(field: FieldModel): PanelModel {
  return { ...panelOf('state-timeline', field), options: { mergeValues: true } };
}

function panelOf(type: string, defaults: FieldModel): PanelModel {
  return {
    type,
    title: 'Nodes',
    targets: [target('A')],
    fieldConfig: { defaults, overrides: [] },
    options: {},
  };
}

function target(refId: string) {
  return { refId, expr: 'up', instant: true, legendFormat: '{{node}}' };
}

function series(labels: Series['labels'], ...values: readonly number[]): Series {
  return { labels, points: values.map((value, index) => [60 * index, value] as const) };
}

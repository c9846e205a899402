import { describe, expect, test } from 'vitest';
import { minutesQuery } from '../../../generator/period/asker.ts';
import {
  availabilityQuestions,
  otherSources,
  questionsOf,
  versionQuestions,
} from '../../../generator/period/questions.ts';
import { readSettings } from '../../../generator/site-settings.ts';
import { knownLabels } from '../../kit/known-labels.ts';
import { parseQuery } from '../../kit/parse-query.ts';
import { shapeOf } from '../../kit/query-shape.ts';

const settings = readSettings();
const known = knownLabels(settings);
const questions = [
  ...availabilityQuestions(settings).flatMap(({ objects, failing }) => [objects, failing]),
  ...Object.values(questionsOf(settings)),
  ...versionQuestions(settings),
  ...otherSources(settings),
];

describe.each(questions.map((question) => [question.what, question] as const))('%s', (_, { promql }) => {
  test('asks for metrics and labels that there are', () => {
    const { selectors } = parseQuery(promql);

    expect(selectors.length).toBeGreaterThan(0);
    for (const { metric, matchers } of selectors) {
      const labels = known.get(metric);
      expect(labels, metric).toBeDefined();
      for (const { label } of matchers) expect([...(labels ?? [])], metric).toContain(label);
    }
  });
});

test.each(availabilityQuestions(settings).map((question) => [question.title, question] as const))(
  '%s: what fails has the labels that name it, as the whole has',
  (_, { objects, failing, key, name }) => {
    for (const { promql } of [objects, failing]) {
      const { shape } = shapeOf(promql, (metric) => known.get(metric) ?? []);
      for (const label of [...key, name]) expect([...shape.labels]).toContain(label);
    }
  },
);

test.each(versionQuestions(settings).map((question) => [question.of, question] as const))(
  'of %s the names and versions are labels',
  (_, { promql, name, versions }) => {
    const { shape } = shapeOf(promql, (metric) => known.get(metric) ?? []);

    for (const label of [...name, ...Object.keys(versions)]) expect([...shape.labels]).toContain(label);
  },
);

test('the minutes of a day are 1440 whether or not a range includes its beginning', () => {
  const day = { from: 0, to: 86_400_000 };

  // Asked at 23:59, and back to half a minute after the midnight before: neither end is a whole minute twice.
  expect(minutesQuery('up', day)).toBe('count_over_time((up)[86370s:1m])');
});

import type { PrometheusApi, Sample, SampledSeries } from '../commands/api/prometheus-query.ts';
import type { Period, Span } from './period.ts';
import type { Question } from './questions.ts';

/** Asks a Prometheus about a period, in pieces that it can answer within its limits. */
export interface Asker {
  /** How many minutes of a stretch each series was there. */
  minutes(question: Question, span: Span): Promise<readonly Sample[]>;
  /** Every look at which a series was there. */
  states(question: Question): Promise<readonly SampledSeries[]>;
  /** What was there at a moment. */
  moment(question: Question, at: number): Promise<readonly Sample[]>;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export function askerOf(prometheus: PrometheusApi, period: Period): Asker {
  return {
    minutes({ promql }, span) {
      return prometheus.query(minutesQuery(promql, span), span.to - MINUTE);
    },
    async states({ promql }) {
      const series: SampledSeries[] = [];
      for (let from = period.from; from < period.to; from += DAY) {
        const to = Math.min(period.to, from + DAY) - period.step;
        if (to >= from) series.push(...(await prometheus.range(promql, { from, to, step: period.step })));
      }
      return series;
    },
    moment: ({ promql }, at) => prometheus.query(promql, at),
  };
}

/**
 * The query for the minutes from the first to the last of a stretch, asked at its last minute. Versions of Prometheus
 * differ in whether a range includes its beginning, so that it begins between two minutes.
 */
export function minutesQuery(promql: string, { from, to }: Span): string {
  return `count_over_time((${promql})[${(to - from - MINUTE / 2) / 1000}s:1m])`;
}

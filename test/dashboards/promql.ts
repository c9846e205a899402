import { parser } from '@prometheus-io/lezer-promql';

/** A query with Grafana's own durations replaced, as a parser of PromQL wants it. */
export function plain(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
}

/** Where a query does not parse. */
export function faults(query: string): readonly number[] {
  const text = plain(query);
  if (text === '') return [0];
  const found: number[] = [];
  parser.parse(text).iterate({ enter: ({ type, from }) => void (type.isError && found.push(from)) });
  return found;
}

/** The vector selectors of a query, as they are written. */
export function selectors(query: string): readonly string[] {
  const text = plain(query);
  const found: string[] = [];
  parser.parse(text).iterate({
    enter: ({ name, from, to }) => void (name === 'VectorSelector' && found.push(text.slice(from, to))),
  });
  return found;
}

/** The metric and the labels of the matchers of a selector. */
export function partsOf(selector: string): { readonly metric: string; readonly labels: readonly string[] } {
  const [, metric = '', matchers = ''] = /^(\w*)(?:\{(.*)\})?$/s.exec(selector) ?? [];
  const labels = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"/g)].map(
    ([, label = '']) => label,
  );
  return { metric, labels };
}

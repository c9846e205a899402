/** A query of a panel with durations of Grafana and numbers of variables filled in, as a parser of PromQL wants it. */
export function withoutGrafanaDurations(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h').replaceAll('$top', '50');
}

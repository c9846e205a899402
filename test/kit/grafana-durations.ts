/** A query of a panel with Grafana's own durations replaced, as a parser of PromQL wants it. */
export function withoutGrafanaDurations(query: string): string {
  return query.replaceAll('$__rate_interval', '5m').replaceAll('$__range', '1h');
}

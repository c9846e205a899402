/** A selector of one of our metrics, narrowed by the variables that every dashboard has. */
export function shown(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${['job=~"$job"', 'instance=~"$instance"', ...matchers].join(', ')}}`;
}

/** The same for the Palettes chosen at the top. */
export function chosen(metric: string, ...matchers: readonly string[]): string {
  return shown(metric, 'palette=~"$palette"', ...matchers);
}

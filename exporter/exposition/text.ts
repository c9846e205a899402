/** The two exposition formats: Prometheus text format 0.0.4 and OpenMetrics 1.0. */
export type Format = 'text' | 'openmetrics';

export const contentTypes = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
} as const satisfies Record<Format, string>;

/** What the HELP and TYPE lines of a family say. */
export interface Described {
  readonly name: string;
  readonly help: string;
  readonly type: string;
}

/** The HELP and TYPE lines of a family. OpenMetrics names a counter's family without the `_total` of its samples. */
export function headerText(family: Described, format: Format): string {
  const name = format === 'openmetrics' ? openMetricsName(family) : family.name;
  return `# HELP ${name} ${escapeHelp(family.help, format)}\n# TYPE ${name} ${family.type}\n`;
}

export function openMetricsName({ name, type }: Described): string {
  return type === 'counter' ? name.replace(/_total$/, '') : name;
}

/**
 * `a="1",b="2"`, escaped, after the text of labels that come first. Labels without a value are left out: to Prometheus
 * an empty label is an absent one.
 */
export function labelsText(
  labels: Readonly<Record<string, string | number | boolean | undefined>>,
  first = '',
): string {
  let text = first;
  for (const name in labels) {
    const given = labels[name];
    // A number that is not known is no more a label than it is a sample.
    const value = given === undefined || Number.isNaN(given) ? '' : String(given);
    if (value !== '') text += `${text && ','}${name}="${escapeLabel(value)}"`;
  }
  return text;
}

export function valueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}

// Surrogates are in the set because a lone one has no UTF-8 encoding; one test() keeps the usual value cheap.
const needsEscape = /[\\"\n\ud800-\udfff]/;

function escapeLabel(value: string): string {
  if (!needsEscape.test(value)) return value;
  return wellFormed(value).replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

/** The text format knows no escape for a quote in HELP, OpenMetrics demands one. */
function escapeHelp(help: string, format: Format): string {
  const escaped = wellFormed(help).replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
  return format === 'openmetrics' ? escaped.replace(/"/g, '\\"') : escaped;
}

/** Lone surrogates become U+FFFD here and not at the socket, so that equal text means an equal series. */
function wellFormed(value: string): string {
  return Buffer.from(value, 'utf8').toString('utf8');
}

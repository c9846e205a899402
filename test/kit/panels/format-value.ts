/**
 * A number as Grafana writes it in a unit, by the rules of `packages/grafana-data/src/valueFormats` (`toFixed`,
 * `toSeconds`, `SIPrefix`, `binaryPrefix`) of Grafana 12.
 *
 * @param unit of those that dashboards here use; others are an error, so that nobody reads a guess
 */
export function formatValue(value: number, unit: string, decimals?: number): string {
  const [, suffix] = /^suffix:(.*)$/.exec(unit) ?? [];
  if (suffix !== undefined) return `${fixed(value, decimals)}${suffix}`;
  const format = FORMATS[unit];
  if (format === undefined)
    throw new Error(`the unit ${unit} is not known to test/kit/panels/format-value.ts`);
  return format(value, decimals);
}

type Format = (value: number, decimals?: number) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  none: fixed,
  string: fixed,
  short: scaled(1000, ['', ' K', ' Mil', ' Bil', ' Tri']),
  bytes: scaled(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB']),
  percentunit: (value, decimals) => `${fixed(100 * value, decimals)}%`,
  reqps: (value, decimals) => `${scaled(1000, ['', 'K', 'M'])(value, decimals)} req/s`,
  s: seconds,
  d: (value, decimals) => seconds(value * 86_400, decimals),
};

const TIMES = [
  [31_536_000, 31_556_900, 'year'],
  [604_800, 604_800, 'week'],
  [86_400, 86_400, 'day'],
  [3600, 3600, 'hour'],
  [60, 60, 'min'],
] as const;

function seconds(value: number, decimals?: number): string {
  const size = Math.abs(value);
  const [, per, name] = TIMES.find(([from]) => size >= from) ?? [0, 1, ''];
  if (name === '')
    return size !== 0 && size < 1 ? `${fixed(value * 1000, decimals)} ms` : `${fixed(value, decimals)} s`;
  const text = fixed(value / per, decimals);
  return `${text} ${name}${text === '1' ? '' : 's'}`;
}

function scaled(factor: number, suffixes: readonly string[]): Format {
  return (value, decimals) => {
    let rest = value;
    let step = 0;
    while (Math.abs(rest) >= factor && step < suffixes.length - 1) {
      rest /= factor;
      step += 1;
    }
    return `${fixed(rest, decimals)}${suffixes[step]}`;
  };
}

function fixed(value: number, decimals = usualDecimals(value)): string {
  const factor = 10 ** decimals;
  return (Math.round(value * factor) / factor).toFixed(decimals);
}

/** Three digits, as `getDecimalsForValue` chooses them. */
function usualDecimals(value: number): number {
  if (value % 1 === 0) return 0;
  return Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
}

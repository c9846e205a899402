import type { Level, Look, Mapping, Threshold } from '../../../../dashboards/kit/dashboard.ts';

export const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

// Blue instead of green: red-green blind people can tell these apart, also from a printout.
export const COLOURS: Readonly<Record<Level, string>> = {
  good: 'blue',
  watch: 'orange',
  bad: 'dark-red',
  neutral: 'text',
};

/** Grafana's field configuration of a panel, and what only panels of one kind have. */
export function fieldConfig(
  { unit, thresholds, mappings = [], min, max, decimals, empty }: Look & { readonly empty?: string },
  special: object,
  overrides: readonly object[] = [],
): object {
  return {
    defaults: {
      ...special,
      ...(unit !== undefined && { unit }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(decimals !== undefined && { decimals }),
      ...(empty !== undefined && { noValue: empty }),
      thresholds: thresholdsJson(thresholds),
      mappings: mappingsJson(mappings),
    },
    overrides,
  };
}

export function thresholdsJson(steps: readonly Threshold[] = [{ from: null, level: 'neutral' }]): object {
  return {
    mode: 'absolute',
    steps: steps.map(({ from, level }) => ({ value: from, color: COLOURS[level] })),
  };
}

export function mappingsJson(mappings: readonly Mapping[]): readonly object[] {
  if (mappings.length === 0) return [];
  const options = Object.fromEntries(
    mappings.map(({ value, text, level }, index) => [value, { text, color: COLOURS[level], index }]),
  );
  return [{ type: 'value', options }];
}

import type { Level, Look, Mapping, Threshold } from '../../../../dashboards/kit/dashboard.ts';

export const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

// Blue instead of green: red-green blind people can tell these apart, also from a printout.
export const COLOURS: Readonly<Record<Level, string>> = {
  good: 'blue',
  watch: 'orange',
  bad: 'dark-red',
  neutral: 'text',
  unknown: '#8e8e8e',
};

/** Of backgrounds: what is as it should be has none, so that the rest is seen. */
export const BACKGROUNDS: Readonly<Record<Level, string>> = {
  ...COLOURS,
  good: 'transparent',
  neutral: 'transparent',
};

type Colours = typeof COLOURS;

/** Grafana's field configuration of a panel, and what only panels of one kind have. */
export function fieldConfig(
  { unit, thresholds, mappings = [], min, max, decimals, empty }: Look & { readonly empty?: string },
  special: object,
  { colours = COLOURS, overrides = [] }: { colours?: Colours; overrides?: readonly object[] } = {},
): object {
  return {
    defaults: {
      ...special,
      ...(unit !== undefined && { unit }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(decimals !== undefined && { decimals }),
      ...(empty !== undefined && { noValue: empty }),
      thresholds: thresholdsJson(thresholds, colours),
      mappings: mappingsJson(mappings, colours, empty),
    },
    overrides,
  };
}

export function thresholdsJson(
  steps: readonly Threshold[] = [{ from: null, level: 'neutral' }],
  colours: Colours = COLOURS,
): object {
  return {
    mode: 'absolute',
    steps: steps.map(({ from, level }) => ({ value: from, color: colours[level] })),
  };
}

/** @param missing what stands where there is no value, which otherwise has the colour of the lowest threshold */
export function mappingsJson(
  mappings: readonly Mapping[],
  colours: Colours,
  missing: string | undefined,
  missingColour = COLOURS.unknown,
): readonly object[] {
  const options = Object.fromEntries(
    mappings.map(({ value, text, level }, index) => [value, { text, color: colours[level], index }]),
  );
  return [
    ...(mappings.length === 0 ? [] : [{ type: 'value', options }]),
    ...(missing === undefined
      ? []
      : [
          {
            type: 'special',
            options: {
              match: 'null+nan',
              result: { text: missing, color: missingColour, index: mappings.length },
            },
          },
        ]),
  ];
}

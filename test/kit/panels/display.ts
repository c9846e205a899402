import { formatValue } from './format-value.ts';
import type { FieldModel, MappingModel, MappingResult, Seen } from './panel-model.ts';

/**
 * Text and colour of a value, by the rules of `getDisplayProcessor` and `getValueMappingResult` in
 * `packages/grafana-data/src` of Grafana 12: a mapping wins, also for null; else a number has its unit and the colour
 * of its threshold; what is neither has the text `noValue` and the colour of the lowest threshold.
 */
export function display(value: number | string | null, field: FieldModel): Seen {
  const mapped = mappingOf(value, field.mappings ?? []);
  const number = typeof value === 'number' && !Number.isNaN(value) ? value : undefined;
  return {
    text: mapped?.text ?? textOf(value, number, field),
    color: mapped?.color ?? colorOf(number ?? Number.NEGATIVE_INFINITY, field),
  };
}

/** The colour of the last threshold that a value has reached. */
export function thresholdOf(value: number, { thresholds }: FieldModel) {
  const steps = thresholds?.steps ?? [];
  return steps.findLast((step, index) => index === 0 || value >= (step.value ?? Number.NEGATIVE_INFINITY));
}

function mappingOf(
  value: number | string | null,
  mappings: readonly MappingModel[],
): MappingResult | undefined {
  for (const mapping of mappings) {
    const found =
      mapping.type === 'value'
        ? valueMapping(value, mapping.options)
        : specialMapping(value, mapping.options);
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueMapping(value: number | string | null, options: Readonly<Record<string, MappingResult>>) {
  return value === null ? undefined : options[String(value)];
}

function specialMapping(
  value: number | string | null,
  { match, result }: { readonly match: string; readonly result: MappingResult },
): MappingResult | undefined {
  const isNotANumber = typeof value === 'number' && Number.isNaN(value);
  const fits = {
    null: value === null,
    nan: isNotANumber,
    'null+nan': value === null || isNotANumber,
    empty: value === '',
  }[match];
  return fits ? result : undefined;
}

function textOf(value: number | string | null, number: number | undefined, field: FieldModel): string {
  if (number !== undefined) return formatValue(number, field.unit ?? 'none', field.decimals);
  return (value === null ? '' : String(value)) || (field.noValue ?? '');
}

function colorOf(value: number, field: FieldModel): string {
  if (field.color?.mode === 'fixed') return field.color.fixedColor ?? 'text';
  if (field.color?.mode === 'palette-classic') return 'of the series';
  return thresholdOf(value, field)?.color ?? 'text';
}

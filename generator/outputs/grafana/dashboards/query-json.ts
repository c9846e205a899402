import type { Query } from '../../../../dashboards/kit/dashboard.ts';
import { DATASOURCE } from './field-config.ts';

/** A query of a panel. */
export function target(
  { expr, legend }: Query,
  refId: string,
  { instant = false, format = 'time_series' } = {},
): object {
  return {
    refId,
    datasource: DATASOURCE,
    expr,
    legendFormat: legend ?? '__auto',
    format,
    instant,
    range: !instant,
    exemplar: false,
    editorMode: 'code',
  };
}

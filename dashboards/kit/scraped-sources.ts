import type { Dashboard, Panel, Row } from './dashboard.ts';
import { missingSource, type ScrapedSource } from './dashboard-settings.ts';

/** The same dashboard without what reads metrics that the site does not scrape. */
export function withoutSources(dashboard: Dashboard, sources: readonly ScrapedSource[]): Dashboard {
  const isScraped = (expr: string) => missingSource(expr, sources) === undefined;
  return {
    ...dashboard,
    targets: dashboard.targets.filter(isScraped),
    rows: dashboard.rows.flatMap((row): readonly Row[] => {
      const panels = row.panels.flatMap((panel) => answerable(panel, isScraped) ?? []);
      return panels.length === 0 ? [] : [{ ...row, panels }];
    }),
  };
}

function answerable(panel: Panel, isScraped: (expr: string) => boolean): Panel | undefined {
  switch (panel.kind) {
    case 'text':
      return panel;
    case 'graph': {
      const queries = panel.queries.filter(({ expr }) => isScraped(expr));
      return queries.length === 0 ? undefined : { ...panel, queries };
    }
    case 'table': {
      if (!isScraped(panel.lines)) return undefined;
      return { ...panel, columns: panel.columns.filter(({ expr = '' }) => isScraped(expr)) };
    }
    default:
      return isScraped(panel.query.expr) ? panel : undefined;
  }
}

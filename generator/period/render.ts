import Handlebars from 'handlebars';
import { packageText } from '../../exporter/package.ts';
import { renderMarkdown, verbatim } from '../kit/markdown.ts';
import type { Page, Table } from './page.ts';

/** The report for a repository or a ticket: text and tables. */
export function markdownOf(page: Page): string {
  return renderMarkdown('report', {
    ...page,
    tiles: page.tiles.map(({ name, value }) => ({ name, value })),
    sections: page.sections.map((section) => ({ ...section, tables: section.tables.map(plainTable) })),
  });
}

/** The report for a browser or a printer: one file that needs no other, and runs nothing. */
export function htmlOf(page: Page): string {
  const source = packageText('generator', 'templates', 'report.html.hbs');
  return Handlebars.create().compile(source, { strict: true, knownHelpersOnly: true })(page);
}

function plainTable({ title, columns, rows, note }: Table): Table {
  return { title: verbatim(title), columns, rows: rows.map((row) => row.map(verbatim)), note };
}

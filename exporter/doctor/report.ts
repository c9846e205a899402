import { amount, type Verdict } from './check.ts';
import type { Report } from './doctor.ts';

const WORDS = { ok: 'ok', warning: 'WARN', failed: 'FAIL', skipped: '-' } as const satisfies Record<
  Verdict,
  string
>;

/** The report for people: a table for each source, then the requests a second against the budget. */
export function reportText(report: Report): string {
  const { sources, plan } = report;
  const lines: string[] = [];
  for (const { source, kind, url, checks } of sources) {
    lines.push(`${kind} "${source}" at ${url}`);
    lines.push(...table(checks.map(({ verdict, step, message }) => [WORDS[verdict], step, message])), '');
  }
  if (plan.length > 0) {
    lines.push('requests a second, by prefix');
    lines.push(
      ...table([
        ['', 'prefix', 'needed', 'budget', ''],
        ...plan.map(({ verdict, prefix, needed, allowed, address, message }) => [
          WORDS[verdict],
          prefix,
          needed.toFixed(2),
          allowed.toFixed(2),
          [address, message].filter(Boolean).join(': '),
        ]),
      ]),
      '',
    );
  }
  lines.push(summaryOf(report));
  return `${lines.join('\n')}\n`;
}

function summaryOf({ ok, sources, plan }: Report): string {
  if (!ok) return 'Something is wrong: see the lines marked FAIL.';
  const all = [...sources.flatMap(({ checks }) => checks), ...plan];
  const warnings = all.filter(({ verdict }) => verdict === 'warning').length;
  if (warnings === 0) return 'Nothing is wrong.';
  return `${amount(warnings, 'warning')}: see the lines marked WARN.`;
}

/** The report for programs. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Columns as wide as their widest cell, the last one as long as it likes. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(column < row.length - 1 ? (widths[column] ?? 0) : 0)).join('  ')}`.trimEnd(),
  );
}

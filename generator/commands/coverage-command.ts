import type { Command } from 'commander';
import { channelText } from '../channels/any-channel.ts';
import type { PlanRule } from '../contacts/escalation-plan.ts';
import { toJson } from '../kit/serialise.ts';
import { type Coverage, type Covered, coverageOf } from '../reports/coverage.ts';
import { loadSite, type Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { tellMismatch } from './kit/matched-site.ts';
import { momentOf, withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle coverage` */
export function addCoverage(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(
    program.command('coverage').description('Report for each alert and hour who is told, and who is not.'),
  )
    .option('--at <time>', 'beginning of the week to look at; default now')
    .option('--json', 'answer as JSON')
    .action((options: Sources & { readonly at?: string; readonly json?: true }) => {
      const at = momentOf(options.at, output);
      const site = loadSite(options, at);
      const coverage = coverageOf(site, at);
      output.out(options.json ? toJson(coverageJson(coverage)) : coverageText(coverage));
      tellMismatch(site, output);
      end(coverage.complete ? 0 : 1);
    });
}

/** The report for a terminal. */
function coverageText(coverage: Coverage): string {
  const rows = summarised(coverage.alerts).map(({ alert, severity, where, rule, hours }) => [
    alert,
    severity,
    where === '' ? 'anywhere' : where,
    firstNames(rule),
    laterNames(rule),
    `${hours}/168`,
  ]);
  const gaps = gapTexts(summarised(coverage.alerts));
  return [
    `Week from ${coverage.from.toISOString().slice(0, 16)}Z; holidays and validity a year ahead.`,
    '',
    ...columns([['Alert', 'Severity', 'Where', 'At once', 'Later', 'Hours'], ...rows]),
    ...section('Shifts', shifts(coverage)),
    ...section('Gaps', gaps),
    ...section('Never told', coverage.neverTold),
    ...section('Expired rows', coverage.expired),
    ...section('To be mended', coverage.notices),
    ...section('To know', coverage.notes),
    '',
    gaps.length === 0 ? 'Every alert reaches somebody at every hour.' : 'Some alerts reach nobody, see Gaps.',
    '',
  ].join('\n');
}

// A gap is told once, with all alerts that have it.
function gapTexts(alerts: readonly Covered[]): readonly string[] {
  const found = new Map<string, string[]>();
  for (const { alert, severity, where, gaps } of alerts) {
    if (gaps.length === 0) continue;
    const name = `${alert} (${severity}${where === '' ? '' : `, ${where}`})`;
    found.set(gaps.join('; '), [...(found.get(gaps.join('; ')) ?? []), name]);
  }
  return [...found].map(([when, names]) =>
    names.length === 1
      ? `${names[0]}: nobody ${when}`
      : `nobody ${when}, for ${names.length} kinds of alerts:\n    ${names.join('\n    ')}`,
  );
}

// The alerts of kube-prometheus-stack that go the same way share a line.
function summarised(alerts: readonly Covered[]): readonly Covered[] {
  const others = new Map<PlanRule, Covered[]>();
  for (const covered of alerts) {
    if (!covered.own) others.set(covered.rule, [...(others.get(covered.rule) ?? []), covered]);
  }
  const lines = [...others.values()].flatMap((group): readonly Covered[] => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ ...first, alert: `${group.length} of kube-prometheus-stack: ${first.rule.name}` }];
  });
  return [...alerts.filter(({ own }) => own), ...lines];
}

// Only where the hour makes a difference, and once for all alerts that go the same way.
function shifts({ alerts }: Coverage): readonly string[] {
  const texts = alerts
    .filter(({ week }) => week.length > 1)
    .map(({ rule, week }) =>
      [
        `${rule.name} (${rule.severity}):`,
        ...week.map(({ from, to, primary, backup }) => {
          const later = backup.length === 0 ? '' : `, later ${backup.join(', ')}`;
          return `  ${from} to ${to}: ${primary.length === 0 ? 'nobody' : primary.join(', ')}${later}`;
        }),
      ].join('\n  '),
    );
  return [...new Set(texts)];
}

function firstNames({ steps }: PlanRule): string {
  const names = steps[0].tell.map(({ person, whileOff }) =>
    whileOff.length === 0 ? person.id : `(${person.id})`,
  );
  return names.join(', ') || 'nobody';
}

function laterNames({ steps, handedOver }: PlanRule): string {
  if (handedOver !== undefined) return handedOver.to;
  const later = steps
    .slice(1)
    .map(({ after, tell }) => `${tell.map(({ person }) => person.id).join(', ')} ${after}`);
  return later.join('; ') || '-';
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['', `${title}: none`] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The report as data. */
function coverageJson(coverage: Coverage): object {
  return {
    from: coverage.from.toISOString(),
    complete: coverage.complete,
    alerts: coverage.alerts.map(({ rule, unseen, ...rest }) => ({
      ...rest,
      unseenByAlertmanagerConfig: unseen,
      route: rule.name,
      steps: rule.steps.map(({ after, tell }) => ({
        after,
        tell: tell.map(({ person, channels, whileOff, because }) => ({
          person: person.id,
          channels: channels.map(channelText),
          ...(whileOff.length > 0 && { whileOff: whileOff.map(({ id }) => id) }),
          ...(because !== undefined && { because }),
        })),
      })),
    })),
    neverTold: coverage.neverTold,
    expired: coverage.expired,
    notices: coverage.notices,
    notes: coverage.notes,
    missingRoles: coverage.missingRoles,
  };
}

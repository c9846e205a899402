import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../kit/problem.ts';
import { factsOf } from '../period/facts.ts';
import { pageOf } from '../period/page.ts';
import { type Period, periodOf, stamp } from '../period/period.ts';
import { htmlOf, markdownOf } from '../period/render.ts';
import { keptSince } from '../period/retention.ts';
import { loadSite, type Sources } from '../site.ts';
import { alertmanagerAt } from './api/alertmanager-api.ts';
import { type PrometheusApi, prometheusAt } from './api/prometheus-query.ts';
import type { Output } from './kit/command.ts';
import { tellMismatch } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle report` */
export function addReport(program: Command, output: Output): void {
  withSiteOptions(
    program
      .command('report')
      .description('Write what happened in a week or a month as one Markdown page and one page to print.'),
  )
    .requiredOption('--prometheus <url>', 'Prometheus that scraped the exporter and evaluated the rules')
    .option('--alertmanager <url>', 'Alertmanager, for the time until somebody silenced an alert')
    .requiredOption('--from <time>', 'begin, for example 2026-11-22 or 2026-11-22T06:00Z; without a zone UTC')
    .option('--to <time>', 'end; default now')
    .option('--out <folder>', 'where palette-report.md and palette-report.html are written', '.')
    .action((options: ReportOptions) => report(options, output));
}

interface ReportOptions extends Sources {
  readonly prometheus: string;
  readonly alertmanager?: string;
  readonly from: string;
  readonly to?: string;
  readonly out: string;
}

/** Everything is asked before anything is written. */
async function report(options: ReportOptions, output: Output): Promise<void> {
  const period = periodOf(options.from, options.to, output.now());
  checkFolder(options.out);
  const site = loadSite(options, new Date(period.from));
  const prometheus = prometheusAt(options.prometheus);
  await checkRetention(prometheus, period, output.now());
  const silences =
    options.alertmanager === undefined ? undefined : await alertmanagerAt(options.alertmanager).silences();
  const facts = await factsOf(site, prometheus, silences, period);
  if (facts === undefined) {
    throw new Problem(
      `--prometheus ${prometheus.url}`,
      `has nothing of palette-exporter from ${stamp(period.from)} to ${stamp(period.to)}`,
      'check that it scrapes the exporter, and since when',
    );
  }
  const page = pageOf(facts);
  const files = { 'palette-report.md': markdownOf(page), 'palette-report.html': htmlOf(page) };
  for (const [name, text] of Object.entries(files)) write(options.out, name, text);
  output.out(
    Object.keys(files)
      .map((name) => `${join(options.out, name)}\n`)
      .join(''),
  );
  tellMismatch(site, output);
}

async function checkRetention(prometheus: PrometheusApi, period: Period, now: Date): Promise<void> {
  // Whoever is no Prometheus, or does not let us in, is told by this; Thanos and Mimir answer, but know no retention.
  await prometheus.query('vector(1)');
  const retention = await prometheus.retention().catch(() => '');
  const since = keptSince(retention, now.getTime());
  if (since === undefined || period.from >= since) return;
  throw new Problem(
    `--from ${stamp(period.from)}`,
    `lies before what Prometheus keeps (retention ${retention}): there is nothing before ${stamp(since)}`,
    'begin later, or ask a Prometheus that keeps samples longer',
  );
}

function checkFolder(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new Problem(`--out ${folder}`, 'is a file', 'give a folder, which need not be there yet');
  }
}

function write(folder: string, name: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Problem(
      join(folder, name),
      `cannot be written (${reason})`,
      'choose another folder with --out or correct its rights',
    );
  }
}

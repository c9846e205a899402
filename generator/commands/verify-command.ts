import type { Command } from 'commander';
import { readConfiguration } from '../alertmanager/read-configuration.ts';
import { Problem } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import type { Site, Sources } from '../site.ts';
import { type Finding, linesOf } from '../verification/finding.ts';
import { grafanaFindings, type RunningGrafana } from '../verification/grafana-checks.ts';
import { neededMetrics, plannedRules, unclearExpressions } from '../verification/rule-checks.ts';
import type { Running } from '../verification/running.ts';
import { verified } from '../verification/verify.ts';
import { alertmanagerAt } from './api/alertmanager-api.ts';
import { grafanaAt } from './api/grafana-api.ts';
import { readGrafana } from './api/grafana-running.ts';
import { readPrometheus } from './api/prometheus-api.ts';
import type { Output } from './kit/command.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle verify` */
export function addVerify(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(
    program
      .command('verify')
      .description('Hold what really runs against the plan: rules, routing, hours, texts.'),
  )
    .option('--alertmanager <url>', 'Alertmanager whose configuration is looked at')
    .option('--prometheus <url>', 'Prometheus that evaluates the rules')
    .option('--grafana <url>', 'Grafana that evaluates the rules, instead of these or beside them')
    .option(
      '--grafana-token-file <file>',
      'file with the token of a service account that may read alert provisioning',
    )
    .option('--json', 'answer as JSON')
    .action(async (options: VerifyOptions) => end(await verify(options, output)));
}

interface VerifyOptions extends Sources {
  readonly alertmanager?: string;
  readonly prometheus?: string;
  readonly grafana?: string;
  readonly grafanaTokenFile?: string;
  readonly json?: true;
}

async function verify(options: VerifyOptions, output: Output): Promise<number> {
  const engines = enginesOf(options);
  const site = loadMatchedSite(options);
  const findings: Finding[] = [];
  if (engines.pair !== undefined)
    findings.push(...verified(site, await readRunning(site, engines.pair), output.now()));
  if (engines.grafana !== undefined)
    findings.push(...grafanaFindings(site, await runningGrafana(engines.grafana), output.now()));
  const ok = findings.every(({ outcome }) => outcome !== 'failed');
  output.out(options.json ? toJson({ ok, findings }) : reportOf(findings));
  return ok ? 0 : 1;
}

/** Prometheus together with its Alertmanager, a Grafana that alerts by itself, or both. */
interface Engines {
  readonly pair?: Pair;
  readonly grafana?: { readonly url: string; readonly tokenFile: string };
}

interface Pair {
  readonly alertmanager: string;
  readonly prometheus: string;
}

function enginesOf({
  alertmanager,
  prometheus,
  grafana,
  grafanaTokenFile: tokenFile,
}: VerifyOptions): Engines {
  const half = (alertmanager === undefined) !== (prometheus === undefined);
  if (half || (alertmanager === undefined && grafana === undefined))
    throw new Problem(
      'verify',
      'needs to know what runs',
      'give --alertmanager together with --prometheus, or --grafana where Grafana alerts by itself',
    );
  if (grafana !== undefined && tokenFile === undefined)
    throw new Problem(
      `--grafana ${grafana}`,
      'cannot be entered without a token',
      'give --grafana-token-file with that of a service account that may read alert provisioning',
    );
  const named = { '--alertmanager': alertmanager, '--prometheus': prometheus, '--grafana': grafana };
  for (const [option, url] of Object.entries(named)) if (url !== undefined) checkUrl(option, url);
  return {
    ...(alertmanager !== undefined && prometheus !== undefined && { pair: { alertmanager, prometheus } }),
    ...(grafana !== undefined && tokenFile !== undefined && { grafana: { url: grafana, tokenFile } }),
  };
}

function runningGrafana({ url, tokenFile }: NonNullable<Engines['grafana']>): Promise<RunningGrafana> {
  const api = grafanaAt(url, tokenFile, { url: '--grafana', token: '--grafana-token-file' });
  return readGrafana(api, `--grafana ${api.url}`);
}

function checkUrl(option: string, url: string): void {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return;
  throw new Problem(`${option} ${url}`, 'is not a URL', 'write it like http://127.0.0.1:9093');
}

async function readRunning(site: Site, options: Pair): Promise<Running> {
  const alertmanager = alertmanagerAt(options.alertmanager);
  const configuration = readConfiguration(`--alertmanager ${alertmanager.url}`, await alertmanager.config());
  const alerts = (await alertmanager.alerts()).map(({ labels }) => labels);
  return {
    alertmanager: { url: alertmanager.url, configuration, alerts },
    prometheus: await readPrometheus(options.prometheus, {
      unclear: (loaded) => unclearExpressions(plannedRules(site, loaded)),
      metrics: neededMetrics(site.alerts),
    }),
  };
}

/** The report for a terminal. */
function reportOf(findings: readonly Finding[]): string {
  return `${linesOf(findings)}\n\n${summaryOf(findings)}\n`;
}

function summaryOf(findings: readonly Finding[]): string {
  if (findings.some(({ outcome }) => outcome === 'failed'))
    return 'What runs is not what is planned: see the lines marked FAIL.';
  if (findings.some(({ outcome }) => outcome === 'warning'))
    return 'What runs is what is planned; see the lines marked WARN.';
  return 'What runs is what is planned.';
}

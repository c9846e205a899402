import type { Command } from 'commander';
import { readConfiguration } from '../alertmanager/read-configuration.ts';
import { Problem } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import { prometheusRules } from '../outputs/kubernetes/prometheus-rule.ts';
import { ruleGroups } from '../outputs/prometheus/alerting-rules.ts';
import type { Site, Sources } from '../site.ts';
import { type Finding, linesOf } from '../verification/finding.ts';
import { neededMetrics } from '../verification/rule-checks.ts';
import type { Running } from '../verification/running.ts';
import { verified } from '../verification/verify.ts';
import { alertmanagerAt } from './api/alertmanager-api.ts';
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
    .requiredOption('--alertmanager <url>', 'Alertmanager whose configuration is looked at')
    .requiredOption('--prometheus <url>', 'Prometheus that evaluates the rules')
    .option('--json', 'answer as JSON')
    .action(async (options: VerifyOptions) => end(await verify(options, output)));
}

interface VerifyOptions extends Sources {
  readonly alertmanager: string;
  readonly prometheus: string;
  readonly json?: true;
}

async function verify(options: VerifyOptions, output: Output): Promise<number> {
  checkUrl('--alertmanager', options.alertmanager);
  checkUrl('--prometheus', options.prometheus);
  const site = loadMatchedSite(options);
  const findings = verified(site, await readRunning(site, options), output.now());
  const ok = findings.every(({ outcome }) => outcome !== 'failed');
  output.out(options.json ? toJson({ ok, findings }) : reportOf(findings));
  return ok ? 0 : 1;
}

function checkUrl(option: string, url: string): void {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return;
  throw new Problem(`${option} ${url}`, 'is not a URL', 'write it like http://127.0.0.1:9093');
}

async function readRunning(site: Site, options: VerifyOptions): Promise<Running> {
  const alertmanager = alertmanagerAt(options.alertmanager);
  const configuration = readConfiguration(`--alertmanager ${alertmanager.url}`, await alertmanager.config());
  const alerts = (await alertmanager.alerts()).map(({ labels }) => labels);
  const rules = [
    ...ruleGroups(site).flatMap((group) => group.rules),
    ...prometheusRules(site).flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules)),
  ];
  const expressions = rules.flatMap((rule) => ('alert' in rule ? [rule.expr] : []));
  return {
    alertmanager: { url: alertmanager.url, configuration, alerts },
    prometheus: await readPrometheus(options.prometheus, {
      expressions,
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

import Handlebars from 'handlebars';
import type { JobStatus } from '../collection/job.ts';
import { version } from '../package.ts';
import type { Reason } from '../sources/failures.ts';
import { formatDuration } from '../time/duration.ts';

/**
 * The page that a person opens first: what is wrong in one line, then every source with its collectors and how fresh they
 * are, failures first. Plain HTML that needs no JavaScript. Values are escaped by the template.
 *
 * @param now milliseconds since the epoch
 */
export function statusPage(jobs: readonly Readonly<JobStatus>[], now: number): string {
  const bySource = new Map<string, Readonly<JobStatus>[]>();
  for (const job of jobs) bySource.set(job.source, [...(bySource.get(job.source) ?? []), job]);
  const sources = [...bySource].map(([name, own]) => ({
    name,
    state: sourceState(own),
    errors: errorsOf(own),
    collectors: worstFirst(own.map((job) => collectorOf(job, now))),
  }));
  return page({ version, links: LINKS, ...summaryOf(jobs, bySource.size), sources: worstFirst(sources) });
}

function collectorOf(job: Readonly<JobStatus>, now: number) {
  return {
    name: job.collector,
    state: stateOf(job),
    reason: wordFor(job.reason),
    age: job.lastSuccess === undefined ? 'never' : `${roughly(now - job.lastSuccess)} ago`,
    interval: roughly(job.interval),
    duration: `${(job.duration / 1000).toFixed(2)} s`,
    requests: job.requests,
    series: job.series,
  };
}

function summaryOf(jobs: readonly Readonly<JobStatus>[], sources: number) {
  const failed = jobs.filter((job) => stateOf(job) === 'failed');
  const of = `${jobs.length} collectors of ${counted(sources, 'source')}`;
  if (jobs.length === 0) return { state: 'idle', summary: 'No source is configured.' };
  if (failed.length === 0) {
    const waiting = jobs.filter(({ reason }) => reason === undefined).length;
    if (waiting === jobs.length) return { state: 'idle', summary: `${of}: nothing was read so far.` };
    return {
      state: 'ok',
      summary: `${of}: none fails${waiting > 0 ? `, ${waiting} have not run yet` : ''}.`,
    };
  }
  const where = new Set(failed.map(({ source }) => source)).size;
  return { state: 'failed', summary: `${failed.length} of ${of} fail, in ${counted(where, 'source')}.` };
}

/** One line for each reason: a source that is away lets all of its collectors fail alike. */
function errorsOf(
  jobs: readonly Readonly<JobStatus>[],
): readonly { reason: string; text: string; who: string; runbook: string }[] {
  const byReason = new Map<Reason, Readonly<JobStatus>[]>();
  for (const job of jobs) {
    if (stateOf(job) !== 'failed' || job.reason === undefined) continue;
    byReason.set(job.reason, [...(byReason.get(job.reason) ?? []), job]);
  }
  return [...byReason].map(([reason, failed]) => ({
    reason,
    text: failed.find(({ message }) => message !== undefined)?.message ?? '',
    who: failed.length === 1 ? (failed[0]?.collector ?? '') : `${failed.length} collectors`,
    runbook: RUNBOOKS[reason] ?? 'PaletteExporterCollectorFailing',
  }));
}

/** Alerts whose pages say what to do, where a reason has one of its own. */
const RUNBOOKS: Readonly<Partial<Record<Reason, string>>> = {
  forbidden: 'PaletteExporterForbidden',
  rate_limited: 'PaletteExporterRateLimited',
  incomplete: 'PaletteExporterListIncomplete',
};

function worstFirst<Item extends { readonly state: State }>(items: readonly Item[]): readonly Item[] {
  const [failed, others] = [true, false].map((isFailed) =>
    items.filter(({ state }) => (state === 'failed') === isFailed),
  );
  return [...(failed ?? []), ...(others ?? [])];
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

const LINKS = [
  { path: '/metrics', what: 'the metrics' },
  { path: '/sd', what: 'a target for each source' },
  { path: '/config', what: 'the configuration' },
  { path: '/-/healthy', what: 'alive' },
  { path: '/-/ready', what: 'ready to be scraped' },
];

/** `idle`: there was nothing to do so far, or the source does not have what the collector reads. Neither is a fault. */
type State = 'ok' | 'idle' | 'failed';

function stateOf({ reason }: Readonly<JobStatus>): State {
  if (reason === undefined || reason === 'not_found') return 'idle';
  return reason === 'ok' ? 'ok' : 'failed';
}

function sourceState(jobs: readonly Readonly<JobStatus>[]): State {
  const states = jobs.map(stateOf);
  if (states.includes('failed')) return 'failed';
  return states.includes('ok') ? 'ok' : 'idle';
}

function wordFor(reason: Reason | undefined): string {
  if (reason === undefined) return 'nothing yet';
  return reason === 'not_found' ? 'unsupported' : reason;
}

function roughly(milliseconds: number): string {
  return formatDuration(Math.max(1000, Math.round(milliseconds / 1000) * 1000));
}

const page = Handlebars.create().compile(
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15">
<title>Palette exporter</title>
<style>
:root { color-scheme: light dark; --line: #8884; --soft: #888; --ok: #1b7f4b; --idle: #767676; --failed: #c2410c; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
th:first-child { width: 28%; }
th:nth-child(2) { width: 8.5rem; }
td { overflow-wrap: anywhere; }
.number { text-align: right; }
.state { border-radius: .3rem; color: #fff; padding: .1rem .5rem; white-space: nowrap; }
.ok { background: var(--ok); } .idle { background: var(--idle); } .failed { background: var(--failed); }
.summary { border-left: .4rem solid; font-size: 1.1rem; padding: .2rem .8rem; }
.summary.ok { background: none; border-color: var(--ok); } .summary.idle { background: none; border-color: var(--idle); }
.summary.failed { background: none; border-color: var(--failed); }
.error { border-left: .4rem solid var(--failed); margin: .5rem 0; overflow-wrap: anywhere; padding: .2rem .8rem; }
@media (max-width: 40rem) {
  body { margin: 1rem auto; }
  th, td { padding: .3rem; }
  th:first-child { width: 36%; }
  .detail { display: none; }
}
</style>
</head>
<body>
<h1>Palette exporter</h1>
<p>Version {{version}}. {{#each links}}<a href="{{path}}">{{path}}</a> {{what}}{{#unless @last}} · {{/unless}}{{/each}}</p>
<p class="summary {{state}}">{{summary}}</p>
{{#each sources}}
<section>
<h2>{{name}} <span class="state {{state}}">{{state}}</span></h2>
{{#each errors}}
<p class="error"><strong>{{who}}: {{reason}}</strong> {{text}} <small>What to do: <a href="/runbooks/{{runbook}}">{{runbook}}</a></small></p>
{{/each}}
<table>
<thead><tr><th>Collector</th><th>State</th><th>Last success</th><th class="detail">Every</th><th class="number detail">Took</th><th class="number detail">Requests</th><th class="number detail">Series</th></tr></thead>
<tbody>
{{#each collectors}}
<tr><td>{{name}}</td><td><span class="state {{state}}">{{reason}}</span></td><td>{{age}}</td><td class="detail">{{interval}}</td><td class="number detail">{{duration}}</td><td class="number detail">{{requests}}</td><td class="number detail">{{series}}</td></tr>
{{/each}}
</tbody>
</table>
</section>
{{/each}}
</body>
</html>
`,
  { strict: true, knownHelpersOnly: true },
);

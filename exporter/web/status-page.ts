import Handlebars from 'handlebars';
import type { JobStatus } from '../collection/job.ts';
import { version } from '../package.ts';
import type { Reason } from '../sources/failures.ts';
import { formatDuration } from '../time/duration.ts';

/**
 * The page that a person opens first: every source with its collectors, how fresh they are and what is wrong. Plain
 * HTML that needs no JavaScript. Values are escaped by the template.
 *
 * @param now milliseconds since the epoch
 */
export function statusPage(jobs: readonly Readonly<JobStatus>[], now: number): string {
  const sources = new Map<string, Readonly<JobStatus>[]>();
  for (const job of jobs) sources.set(job.source, [...(sources.get(job.source) ?? []), job]);
  return page({
    version,
    links: LINKS,
    sources: [...sources].map(([name, own]) => ({
      name,
      state: sourceState(own),
      collectors: own.map((job) => ({
        name: job.collector,
        state: stateOf(job),
        reason: wordFor(job.reason),
        message: job.message ?? '',
        age: job.lastSuccess === undefined ? 'never' : `${roughly(now - job.lastSuccess)} ago`,
        interval: roughly(job.interval),
        duration: `${(job.duration / 1000).toFixed(2)} s`,
        requests: job.requests,
        series: job.series,
      })),
    })),
  });
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
th:first-child { width: 24%; }
th:nth-child(2) { width: 18%; }
.number { text-align: right; }
.state { border-radius: .3rem; color: #fff; padding: .1rem .5rem; white-space: nowrap; }
.ok { background: var(--ok); } .idle { background: var(--idle); } .failed { background: var(--failed); }
.message { color: var(--soft); display: block; }
</style>
</head>
<body>
<h1>Palette exporter</h1>
<p>Version {{version}}. {{#each links}}<a href="{{path}}">{{path}}</a> {{what}}{{#unless @last}} · {{/unless}}{{/each}}</p>
{{#each sources}}
<section>
<h2>{{name}} <span class="state {{state}}">{{state}}</span></h2>
<table>
<thead><tr><th>Collector</th><th>State</th><th>Last success</th><th>Every</th><th class="number">Took</th><th class="number">Requests</th><th class="number">Series</th></tr></thead>
<tbody>
{{#each collectors}}
<tr><td>{{name}}</td><td><span class="state {{state}}">{{reason}}</span>{{#if message}}<span class="message">{{message}}</span>{{/if}}</td><td>{{age}}</td><td>{{interval}}</td><td class="number">{{duration}}</td><td class="number">{{requests}}</td><td class="number">{{series}}</td></tr>
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

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaries, type Flavour } from '../binaries.ts';
import type { Scrape } from './play-stories.ts';

/** When a story was told: milliseconds since the epoch. */
export interface Chapter {
  readonly from: number;
  readonly to: number;
}

/** What other exporters show: job to recorded exposition. */
export type Recorded = Readonly<Record<string, string>>;

const FIXTURES = join(import.meta.dirname, '../../fixtures/exposition');

/** Other exporters in health. */
export const inHealth: Recorded = {
  portworx: recorded('portworx'),
  'kube-etcd': recorded('etcd'),
  'node-exporter': recorded('node-exporter'),
  'kube-state-metrics': recorded('kube-state-metrics'),
  'metallb-controller': recorded('metallb'),
  alertmanager: recorded('alertmanager'),
  prometheus: recorded('prometheus'),
  rules: recorded('rules'),
};

/** The same while storage is degraded and an upgrade of Kubernetes is under way. */
export const inTrouble: Recorded = {
  ...inHealth,
  portworx: recorded('portworx-degraded'),
  'kube-state-metrics': recorded('kube-state-metrics-upgrading'),
  rules: recorded('alerts'),
};

/** Samples with the labels that a scrape adds, for `promtool tsdb create-blocks-from openmetrics`. */
export function samples(exposition: string, labels: Readonly<Record<string, string>>, at: number): string {
  const target = Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',');
  let text = '';
  for (const line of exposition.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const value = line.lastIndexOf(' ');
    const series = line.slice(0, value);
    const labelled = withLabels(series, target);
    text += `${labelled} ${line.slice(value + 1)} ${at / 1000}\n`;
  }
  return text;
}

function withLabels(series: string, target: string): string {
  if (target === '') return series;
  return series.endsWith('}') ? `${series.slice(0, -1)},${target}}` : `${series}{${target}}`;
}

/** Writes what was scraped, and what other exporters showed meanwhile, into the database of a Prometheus. */
export async function writeHistory(
  folder: string,
  flavour: Flavour,
  scrapes: AsyncIterable<Scrape>,
  others: (story: string) => Recorded,
): Promise<ReadonlyMap<string, Chapter>> {
  const file = join(folder, 'history.om');
  const out = createWriteStream(file);
  const write = async (text: string) => {
    if (!out.write(text)) await once(out, 'drain');
  };
  const chapters = new Map<string, Chapter>();
  for await (const { story, at, text, federation = '' } of scrapes) {
    chapters.set(story, { from: chapters.get(story)?.from ?? at, to: at });
    await write(samples(text, targetOf('palette-exporter'), at));
    await write(samples(federation, {}, at));
    for (const [job, exposition] of Object.entries(others(story)))
      await write(samples(exposition, targetOf(job), at));
  }
  out.end('# EOF\n');
  await once(out, 'finish');
  await createBlocks(flavour, file, join(folder, 'data'));
  return chapters;
}

function targetOf(job: string) {
  return { job, instance: `${job}:80` };
}

/** Adds the samples of a file to a database. promtool reads all of it for each block, so that these are long. */
export async function createBlocks(flavour: Flavour, file: string, data: string): Promise<void> {
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', '-q', '--max-block-duration=168h', file, data];
  await promisify(execFile)(binaries(flavour).promtool, args);
}

function recorded(name: string): string {
  return readFileSync(join(FIXTURES, `${name}.prom`), 'utf8');
}

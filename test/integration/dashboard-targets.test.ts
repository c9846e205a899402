import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scrapeConfigs } from '../../generator/outputs/prometheus/scrape-jobs.ts';
import { binaries } from '../kit/binaries.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { generated, settings } from '../kit/generated-dashboards.ts';
import type { PanelModel, Series } from '../kit/panels/panel-model.ts';
import { readingText, readPanel } from '../kit/panels/read-panel.ts';
import { type Asker, askerOf } from '../kit/played-stories/ask-prometheus.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { samples } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';

const MINUTE = 60_000;
const TO = Date.parse('2026-11-22T00:00:00Z');
const FROM = TO - 10 * MINUTE;

type Target = Readonly<Record<string, string>>;

/** The labels that kube-prometheus-stack gives to what it scrapes; it runs two of each where it has to last. */
function ofStack(what: 'alertmanager' | 'prometheus', replica: number): Target {
  const name = `kube-prometheus-stack-${what}`;
  return {
    job: name,
    service: name,
    namespace: 'monitoring',
    endpoint: 'http-web',
    container: what,
    pod: `${what}-${name}-${replica}`,
    instance: `192.0.2.${10 + replica}:${what === 'prometheus' ? 9090 : 9093}`,
  };
}

const LAYOUTS: Readonly<Record<string, readonly Target[]>> = {
  "the bundle's own scrape configuration": ['alertmanager', 'prometheus'].map((job) => ({
    job,
    instance: instanceOf(job),
  })),
  'kube-prometheus-stack': [ofStack('alertmanager', 0), ofStack('prometheus', 0)],
  'kube-prometheus-stack with two of each': [0, 1].flatMap((replica) => [
    ofStack('alertmanager', replica),
    ofStack('prometheus', replica),
  ]),
};

describe.each(Object.entries(LAYOUTS))('scraped by %s, Alertmanager and Prometheus', (_, targets) => {
  let folder: Folder;
  let prometheus: Program;
  let ask: Asker;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeBlocks(folder.path, targets);
    prometheus = await startOnHistory('current', folder.path);
    ask = askerOf(prometheus.url, { job: '.+', instance: '.+', palette: '.+' });
  });
  afterAll(async () => {
    await prometheus?.close();
    await folder?.remove();
  });

  test('read the same on the board of the monitoring itself', async () => {
    const board = generated.find(({ uid }) => uid === 'palette-monitoring');
    const lines: string[] = [];
    for (const panel of (board?.shown ?? []) as readonly unknown[] as readonly PanelModel[]) {
      if (!panel.targets.some(({ expr }) => /\b(?:alertmanager|prometheus)_/.test(expr))) continue;
      const results: Record<string, readonly Series[]> = {};
      for (const { refId, expr, instant } of panel.targets)
        results[refId] = await ask.series(expr, { instant }, { from: FROM + MINUTE, to: TO });
      lines.push(readingText(panel, readPanel(panel, results)));
    }

    expect(lines.join('\n')).toBe(`Failed to notify: 0
Notifications:
  email = 0
  email failed = 0
Alerts in Alertmanager:
  active = 2 [orange]
  suppressed = 1 [#8e8e8e]
  silences = 1 [#b4b4b4]
Alertmanagers: 1
Failing rules: 0
Alertmanager: In force`);
  });

  test.each(['alertmanager_build_info', 'prometheus_build_info'])(
    'can be chosen by job and instance: %s',
    async (metric) => {
      const chapter = { from: FROM, to: TO };
      const jobs = await ask.values(metric, 'job', chapter);
      const instances = await ask.values(metric, 'instance', chapter);

      expect(jobs).toHaveLength(1);
      expect(instances).toHaveLength(targets.length / 2);
    },
  );
});

async function writeBlocks(folder: string, targets: readonly Target[]): Promise<void> {
  let text = '';
  for (let at = FROM; at <= TO; at += MINUTE)
    for (const target of targets) text += samples(recorded(target.job?.match(/\w+$/)?.[0] ?? ''), target, at);
  const file = join(folder, 'history.om');
  await writeFile(file, `${text}# EOF\n`);
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', '-q', file, join(folder, 'data')];
  await promisify(execFile)(binaries('current').promtool, args);
}

function recorded(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/exposition', `${name}.prom`), 'utf8');
}

/** Where the generated configuration scrapes that job. */
function instanceOf(job: string): string {
  const configs = scrapeConfigs(settings) as readonly {
    readonly job_name: string;
    readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  }[];
  const target = configs.find(({ job_name }) => job_name === job)?.static_configs?.[0]?.targets[0];
  if (target === undefined) throw new Error(`the bundle scrapes no ${job}`);
  return target;
}

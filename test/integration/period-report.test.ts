import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertmanagerAt } from '../../generator/commands/api/alertmanager-api.ts';
import {
  availabilityQuestions,
  otherSources,
  questionsOf,
  versionQuestions,
} from '../../generator/period/questions.ts';
import { loadSite } from '../../generator/site.ts';
import { neededMetrics } from '../../generator/verification/rule-checks.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { PERIOD, playDay } from '../kit/played-stories/play-day.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { writeAlerts } from '../kit/played-stories/write-alerts.ts';
import { writeHistory } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';
import { bundle, inputFolder } from '../kit/run-bundle.ts';
import { startAlertmanager } from '../kit/start-alertmanager.ts';

const SETTINGS = 'selectors: { nodeExporter: "" }\nlabels: { host: host }\n';
const NOW = new Date('2026-11-17T08:00:00Z');

let folder: Folder;
let servers: readonly Program[] = [];
let settings: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  settings = inputFolder({ settings: SETTINGS }).settings ?? '';
  const site = loadSite({ settings });
  await writeHistory(folder.path, 'current', playDay(), () => ({}), metricsOf(site));
  await writeAlerts(folder.path, site, PERIOD);
  servers = await Promise.all(FLAVOURS.map((flavour) => startOnHistory(flavour, folder.path)));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await folder?.remove();
});

describe.each(FLAVOURS.map((flavour, index) => [flavour, index] as const))(
  'of a day, from %s',
  (flavour, index) => {
    let markdown: string;
    let html: string;
    beforeAll(async () => {
      const out = join(process.env.KEEP_REPORT ?? folder.path, `report-${flavour}`);
      const period = ['--from', '2026-11-16', '--to', '2026-11-17'];
      const url = servers[index]?.url ?? '';
      const { code, err } = await bundle(
        ['report', '--prometheus', url, ...period, '--settings', settings, '--out', out],
        NOW,
      );
      expect([code, err]).toEqual([0, '']);
      markdown = readFileSync(join(out, 'palette-report.md'), 'utf8');
      html = readFileSync(join(out, 'palette-report.html'), 'utf8');
    });

    test('both consoles were away during the upgrade, which is said, and missed the objective', () => {
      // Two hours and nine minutes from the first unanswered look to the first that was answered.
      expect(markdown.match(/^\| demo \| 9\d\.\d+ % \| missed \| 2h\d+m \| 2h\d+m \|/gm)).toHaveLength(2);
    });

    test('the rollout is told node by node, with the slots where they are known', () => {
      const nodes = sectionOf(markdown, ': node by node');

      expect(new Set(nodes.map(([, node]) => node)).size).toBe(3);
      expect(nodes.map((cells) => cells[5])).toContain('being drained (cordon InProgress)');
      expect(nodes.map((cells) => cells[5])).toContain('booted');
      expect(nodes.map((cells) => cells[6])).toContain('active, passive');
      expect(nodes.map((cells) => cells[6])).toContain('not known');
      expect(markdown).toMatch(/^\| assembly-line \(Assembly\) \| Kubernetes.*→/m);
    });

    test('the upgrade of the appliance is told host by host', () => {
      const upgrade = markdown.slice(markdown.indexOf('### palette-management'));

      expect(upgrade).toMatch(/^\| \S*-3 \|.*away \(no Local UI\)/m);
      expect(markdown).toMatch(/^\| Palette \| demo \| Palette \| \S+ \| 4\.8\.12 \|/m);
    });

    test('alerts are told by component with those who were told', () => {
      expect(markdown).toMatch(/^\| Edge hosts: hardware and network \| \d+ \|.*not known/m);
      expect(markdown).toMatch(
        /\| PaletteVirtualMachineStartFailing \| critical \| historian, assembly-line/,
      );
    });

    test('what was not measured is named', () => {
      expect(markdown).toMatch(/^\| Everything from 2026-11-16 15:0\d UTC to 2026-11-16 16:[23]\d UTC/m);
      expect(markdown).toContain('no --alertmanager was given');
      expect(markdown).toContain('no series of kube-state-metrics at the end');
    });

    test('the page to print needs nothing else, and has a picture of each rollout', () => {
      expect(html).not.toMatch(/https?:\/\/|<script|url\(/);
      expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(4);
      expect(html).not.toMatch(/NaN|undefined|Infinity/);
    });
  },
);

test.each(FLAVOURS)('silences are read from Alertmanager %s as it writes them', async (flavour) => {
  const config = { route: { receiver: 'none' }, receivers: [{ name: 'none' }] };
  const alertmanager = await startAlertmanager({ flavour, config });
  try {
    const before = Date.now();
    await alertmanager.silence({ alertname: 'PaletteNodeNotReady', node: 'n1' });

    const [silence] = await alertmanagerAt(alertmanager.url).silences();

    expect(silence?.matchers.map(({ label, operator, value }) => [label, operator, value])).toEqual([
      ['alertname', '=', 'PaletteNodeNotReady'],
      ['node', '=', 'n1'],
    ]);
    expect(silence?.to).toBeGreaterThan(before);
  } finally {
    await alertmanager.close();
  }
});

/** The cells of the rows below the heading that ends so. */
function sectionOf(markdown: string, heading: string): readonly (readonly string[])[] {
  const lines = markdown.slice(markdown.indexOf(heading)).split('\n');
  const begin = lines.findIndex((line) => line.startsWith('|---'));
  const end = lines.findIndex((line, at) => at > begin && !line.startsWith('|'));
  return lines.slice(begin + 1, end).map((line) => line.split('|').map((cell) => cell.trim()));
}

function metricsOf(site: ReturnType<typeof loadSite>): ReadonlySet<string> {
  const asked = [
    ...availabilityQuestions(site.settings).flatMap(({ objects, failing }) => [objects, failing]),
    ...Object.values(questionsOf(site.settings)),
    ...versionQuestions(site.settings),
    ...otherSources(site.settings),
  ];
  const names = asked.flatMap(({ promql }) => promql.match(/\b(?:palette|kairos|node|kube)_\w+/g) ?? []);
  return new Set([...names, ...neededMetrics(site.alerts)]);
}

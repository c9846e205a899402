import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alertmanagerAt } from '../../generator/commands/api/alertmanager-api.ts';
import type { Span } from '../../generator/period/period.ts';
import {
  availabilityQuestions,
  otherSources,
  type Question,
  questionsOf,
  versionQuestions,
} from '../../generator/period/questions.ts';
import { loadSite } from '../../generator/site.ts';
import { neededMetrics } from '../../generator/verification/rule-checks.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { findChromium } from '../kit/find-chromium.ts';
import { type Folder, temporaryFolder } from '../kit/folder.ts';
import { ROOT } from '../kit/imports.ts';
import { HAPPENINGS, type Kept, playWeek, THURSDAY, WEEK } from '../kit/played-stories/play-week.ts';
import { startOnHistory } from '../kit/played-stories/start-on-history.ts';
import { writeAlerts } from '../kit/played-stories/write-alerts.ts';
import { writeHistory } from '../kit/played-stories/write-history.ts';
import type { Program } from '../kit/program.ts';
import { bundle } from '../kit/run-bundle.ts';
import { startAlertmanager } from '../kit/start-alertmanager.ts';
import { startChromium } from '../kit/start-chromium.ts';

const NOW = new Date('2026-11-23T08:00:00Z');
/** Where the pictures for README go; absent: none are taken. */
const { PICTURES } = process.env;

let folder: Folder;
let servers: readonly Program[] = [];
let week: Report;
/** The oldest Prometheus that is supported tells of one day. */
let day: Report;

interface Report {
  readonly markdown: string;
  readonly html: string;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  const site = loadSite({});
  await writeHistory(folder.path, 'current', playWeek(metricsOf(site)), () => ({}));
  await writeAlerts(folder.path, site, HAPPENINGS);
  servers = await Promise.all(FLAVOURS.map((flavour) => startOnHistory(flavour, folder.path)));
  const [floor, current] = servers.map(({ url }) => url);
  week = await report(current ?? '', WEEK, 'week');
  day = await report(floor ?? '', THURSDAY, 'day');
  if (PICTURES !== undefined) await takePictures(week.html, join(ROOT, PICTURES));
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await folder?.remove();
});

describe('of a week', () => {
  test('both consoles were away during the upgrade, which is said, and missed the objective', () => {
    // Two hours and nine minutes from the first unanswered look to the first that was answered.
    expect(week.markdown.match(/^\| demo \| 9\d\.\d+ % \| missed \| 2h\d+m \| 2h\d+m \|/gm)).toHaveLength(2);
  });

  test('a Kubernetes rollout is told node by node', () => {
    const nodes = sectionOf(week.markdown, /2026-11-16 01:\d\d UTC: node by node/);

    expect(new Set(nodes.map(([, node]) => node)).size).toBe(3);
    expect(nodes.map((cells) => cells[5])).toContain('being drained (cordon InProgress)');
    expect(nodes.map((cells) => cells[5])).toContain('booted');
    expect(week.markdown).toMatch(/^\| assembly-line \(Assembly\) \| Kubernetes.*→/m);
  });

  test('the upgrade of the appliance is told host by host', () => {
    const upgrade = week.markdown.slice(week.markdown.indexOf('### palette-management'));

    expect(upgrade).toMatch(/^\| \S*-3 \|.*away \(no Local UI\)/m);
    expect(week.markdown).toMatch(/^\| Palette \| demo \| Palette \| \S+ \| 4\.8\.12 \|/m);
  });

  test('alerts are told by component with those who were told, also one of the stack', () => {
    expect(week.markdown).toMatch(/^\| Edge hosts: hardware and network \| \d+ \|.*not known/m);
    expect(week.markdown).toMatch(
      /\| PaletteVirtualMachineStartFailing \| critical \| historian, assembly-line/,
    );
    expect(week.markdown).toMatch(/\| NodeBondingDegraded \| warning \|/);
  });

  test('what was not measured is named', () => {
    expect(week.markdown).toMatch(/^\| Everything from 2026-11-21 15:0\d UTC to 2026-11-21 16:[23]\d UTC/m);
    expect(week.markdown).toContain('no --alertmanager was given');
    expect(week.markdown).not.toContain('no series of kube-state-metrics');
  });

  test('backups and snapshots of every night are kept', () => {
    expect(week.markdown).toMatch(
      /\| assembly-line \(Assembly\) \| backups \| 3 Completed \| 2026-11-22 02:/,
    );
    expect(week.markdown).toMatch(/\| snapshots of virtual machines \| 11 Succeeded \| 2026-11-22 03:/);
  });

  test('the page to print needs nothing else, and has a picture of each rollout', () => {
    expect(week.html).not.toMatch(/https?:\/\/|<script|url\(/);
    expect(week.html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(5);
    expect(week.html).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('another image of the operating system is told from pending to done, the same by both Prometheus', () => {
  for (const { markdown } of [week, day]) {
    const nodes = sectionOf(markdown, /2026-11-19 01:\d\d UTC: node by node/);
    const of = (name: string) => nodes.filter(([, node]) => node === name);

    expect(new Set(nodes.map(([, node]) => node))).toEqual(new Set(HOSTS));
    for (const name of HOSTS) {
      const whats = of(name).map((cells) => cells[5]);
      expect(new Set(whats)).toEqual(
        new Set(['being drained (cordon InProgress)', 'drained (cordon Completed)', 'booted', 'not ready']),
      );
      expect(new Set(of(name).map((cells) => cells[6]))).toEqual(new Set(['active, active']));
      expect(markdown).toMatch(
        new RegExp(`edge host ${name}: kernel \\| 6.8.0-90-generic \\| 6.8.0-93-generic`),
      );
    }
    // One after the other: the first is back before the next one boots.
    const booted = HOSTS.map((name) => of(name).find((cells) => cells[5] === 'booted')?.[2]);
    expect(booted).toEqual(['09', '19', '29'].map((minute) => `2026-11-19 01:${minute} UTC`));
    expect(markdown).toMatch(
      /^\| assembly-line \(Assembly\) \| operating system \(slot swap\), pack version \| 2026-11-19/m,
    );
  }
});

const HOSTS = ['assembly-1', 'assembly-2', 'assembly-3'];

async function report(url: string, { from, to }: Span, name: string): Promise<Report> {
  const out = join(process.env.KEEP_REPORT ?? folder.path, `report-${name}`);
  const period = ['--from', new Date(from).toISOString(), '--to', new Date(to).toISOString()];
  const { code, err } = await bundle(['report', '--prometheus', url, ...period, '--out', out], NOW);
  expect([code, err]).toEqual([0, '']);
  return {
    markdown: readFileSync(join(out, 'palette-report.md'), 'utf8'),
    html: readFileSync(join(out, 'palette-report.html'), 'utf8'),
  };
}

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

/** The beginning of the page, and the chart of the rollout of an operating system. */
async function takePictures(html: string, into: string): Promise<void> {
  const browser = await startChromium(findChromium() ?? '');
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 820 }, colorScheme: 'light' });
    await page.setContent(html);
    await page.screenshot({ path: join(into, 'report.png') });
    const chart = page.locator('figure', { hasText: 'Nodes of assembly-line, 2026-11-19' });
    await chart.screenshot({ path: join(into, 'report-rollout.png') });
  } finally {
    await browser.close();
  }
}

/** The cells of the rows below a heading. */
function sectionOf(markdown: string, heading: RegExp): readonly (readonly string[])[] {
  const lines = markdown.slice(Math.max(0, markdown.search(heading))).split('\n');
  const begin = lines.findIndex((line) => line.startsWith('|---'));
  const end = lines.findIndex((line, at) => at > begin && !line.startsWith('|'));
  return lines.slice(begin + 1, end).map((line) => line.split('|').map((cell) => cell.trim()));
}

function metricsOf(site: ReturnType<typeof loadSite>): Kept {
  const asked: readonly Question[] = [
    ...availabilityQuestions(site.settings).flatMap(({ objects, failing }) => [objects, failing]),
    ...Object.values(questionsOf(site.settings)),
    ...versionQuestions(site.settings),
    ...otherSources(site.settings),
  ];
  const names = ({ promql }: Question) => promql.match(/\bpalette_\w+/g) ?? [];
  return {
    all: new Set([...asked.flatMap(names), ...neededMetrics(site.alerts)]),
    dense: new Set(asked.filter(({ how }) => how !== 'moment').flatMap(names)),
  };
}

import type { Collector } from '../../exporter/collection/collector.ts';
import { requestsOf } from '../../exporter/collection/collector.ts';
import type { RunStats } from '../../exporter/collection/job.ts';
import { createRows } from '../../exporter/exposition/rows.ts';
import type { PaletteClient } from '../../exporter/palette/api/client.ts';
import type { Simulator } from '../../exporter/simulator/simulator.ts';
import {
  openSystemConsole,
  type SystemConsole,
  type SystemFacts,
} from '../../exporter/system-console/api/system-console.ts';
import { textOf } from './exposition-text.ts';
import { type Answer, answersOf, clientOf, NOW, type Outcome } from './test-palette.ts';

/** A system console whose answers a test decides, for running collectors one by one. */
export interface TestConsole {
  readonly facts: SystemFacts;
  /** Runs a collector over the installation, or over all of its items. */
  run(collector: Collector<SystemConsole<SystemFacts>>): Promise<Outcome>;
  /** Requests that a collector says it takes. */
  planned(collector: Collector<SystemConsole<SystemFacts>>): number;
}

export function testConsole(answer: Answer): TestConsole {
  const client: PaletteClient = clientOf(answer);
  const facts: SystemFacts = { tenants: [], hasAccount: undefined };
  const parts = { name: 'pma', client, facts, clock: { now: () => NOW } };
  const open = (stats: RunStats) => openSystemConsole(parts, { stats, signal: new AbortController().signal });
  return {
    facts,
    planned: (collector) => requestsOf(collector, open({ requests: 0, dropped: 0 })),
    async run(collector) {
      const stats: RunStats = { requests: 0, dropped: 0 };
      const console = open(stats);
      const writer = createRows({ palette: 'pma' });
      for (const item of collector.items?.(console) ?? [undefined]) {
        await collector.collect(console, writer.emit, item);
      }
      const rows = writer.finish();
      return { text: textOf(rows), dropped: stats.dropped + rows.duplicates, requests: stats.requests };
    },
  };
}

/** A system console that has these paths, the mode of a backup included where one is asked for, and no others. */
export function consoleHaving(answers: Readonly<Record<string, unknown>>): TestConsole {
  return testConsole(({ path }, { query }) => answers[query?.mode ? `${path}?mode=${query.mode}` : path]);
}

/** Answers of the system console of a running simulator, which takes one request to log in. */
export async function consoleAnswersOf(simulator: Simulator): Promise<Answer> {
  const { url, system } = simulator.palette;
  const response = await fetch(`${url}/v1/auth/syslogin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(system),
  });
  const { Authorization } = (await response.json()) as { Authorization: string };
  return answersOf(simulator, { authorization: Authorization });
}

import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JobStatus } from '../../exporter/collection/job.ts';
import { packageFile } from '../../exporter/package.ts';
import { REASONS } from '../../exporter/sources/failures.ts';
import { statusPage } from '../../exporter/web/status-page.ts';

const NOW = Date.parse('2026-11-22T09:00:00Z');

describe('the status page', () => {
  test('says in one line that nothing fails', () => {
    expect(statusPage([job('pma', 'api'), job('pma', 'clusters')], NOW)).toContain(
      '<p class="summary ok">2 collectors of 1 source: none fails.</p>',
    );
  });

  test('says in one line how much fails and where', () => {
    const page = statusPage(
      [job('pma-1', 'host'), job('pma', 'api', 'timeout'), job('pma', 'nodes', 'timeout')],
      NOW,
    );

    expect(page).toContain('<p class="summary failed">2 of 3 collectors of 2 sources fail, in 1 source.</p>');
  });

  test('shows what fails first: sources, and collectors in them', () => {
    const page = statusPage([job('pma-1', 'host'), job('pma', 'api'), job('pma', 'nodes', 'parse')], NOW);

    expect(inOrder(page, ['<h2>pma <', '<td>nodes', '<td>api', '<h2>pma-1 <'])).toBe(true);
  });

  test('tells an error once for all collectors of a source that have it', () => {
    const page = statusPage(
      [job('pma', 'api', 'timeout'), job('pma', 'nodes', 'timeout'), job('pma', 'scans', 'parse')],
      NOW,
    );

    expect(page.match(/class="error"/g)).toHaveLength(2);
    expect(page).toContain('<strong>2 collectors: timeout</strong> GET api failed');
    expect(page).toContain('<strong>scans: parse</strong> GET scans failed');
  });

  test.each(REASONS.filter((reason) => reason !== 'ok' && reason !== 'not_found'))(
    'leads from the reason %s to the page that says what to do',
    (reason) => {
      const page = statusPage([job('pma', 'api', reason)], NOW);
      const [, alert = ''] = /<a href="\/runbooks\/(\w+)">/.exec(page) ?? [];

      expect(existsSync(packageFile('docs', 'runbooks', `${alert}.md`)), alert).toBe(true);
    },
  );

  test('shows what a message says and runs none of it', () => {
    const page = statusPage([{ ...job('pma', 'api', 'parse'), message: '<script>' }], NOW);

    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
  });

  test('has no source and nothing read yet', () => {
    expect(statusPage([], NOW)).toContain('No source is configured.');
    expect(statusPage([{ ...job('pma', 'api'), reason: undefined }], NOW)).toContain(
      'nothing was read so far',
    );
  });
});

function inOrder(text: string, parts: readonly string[]): boolean {
  const places = parts.map((part) => text.indexOf(part));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
}

function job(source: string, collector: string, reason: JobStatus['reason'] = 'ok'): JobStatus {
  return {
    source,
    collector,
    reason,
    message: reason === 'ok' ? undefined : `GET ${collector} failed`,
    lastSuccess: NOW - 10_000,
    duration: 10,
    interval: 30_000,
    requests: 1,
    dropped: 0,
    series: 3,
    unread: new Map(),
    unknown: new Map(),
    missing: 0,
    projects: new Map(),
    hasSeenAll: true,
    lostItems: undefined,
  };
}

import express from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { JobStatus } from '../../exporter/collection/job.ts';
import { readiness } from '../../exporter/web/readiness.ts';

/** Jobs by name, and whether they have been through. */
function answering(jobs: Readonly<Record<string, boolean>>) {
  const status = () =>
    Object.entries(jobs).map(
      ([collector, hasSeenAll]): JobStatus => ({
        ...{ source: 'pma', collector, reason: 'ok', message: undefined, lastSuccess: 0, interval: 60_000 },
        ...{ duration: 0, requests: 1, dropped: 0, series: 1, missing: 0, lostItems: undefined, hasSeenAll },
        ...{ unread: new Map(), unknown: new Map(), projects: new Map() },
      }),
    );
  return supertest(express().get('/-/ready', readiness({ status })));
}

describe('/-/ready', () => {
  it('does not wait for the first round', async () => {
    const response = await answering({ nodes: false }).get('/-/ready');

    expect([response.status, response.text]).toEqual([200, 'ready\n']);
  });

  it('with ?complete names those that have not been through', async () => {
    const response = await answering({ clusters: true, nodes: false }).get('/-/ready?complete');

    expect(response.status).toBe(503);
    expect(response.text).toBe('not complete: the first round is not over of\npma: nodes\n');
  });

  it('with ?complete is ready once all have been through', async () => {
    const response = await answering({ clusters: true, nodes: true }).get('/-/ready?complete');

    expect([response.status, response.text]).toEqual([200, 'complete\n']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../exporter/simulator/simulator.ts';
import { askPalette, type Page } from '../../kit/ask-simulator.ts';

const SEARCH = '/v1/dashboard/spectroclusters/search';

describe('pages', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clusters: 117 });
  });
  afterAll(() => simulator.close());

  async function page(query = '', body: object = {}): Promise<Page> {
    return (await askPalette(simulator, SEARCH + query, { body })).body as Page;
  }

  it('hold 50 rows and a base64 cursor to the next', async () => {
    const first = await page();

    expect(first.items).toHaveLength(50);
    expect(JSON.parse(Buffer.from(first.listmeta.continue, 'base64').toString())).toEqual({
      offset: 50,
      count: 117,
      token: '',
    });
    expect(first.listmeta).toMatchObject({ count: 117, limit: 50, offset: 50 });
  });

  it('end with an empty cursor after every row came once', async () => {
    const uids = new Set<string>();
    let cursor = '';
    let pages = 0;
    do {
      const { items, listmeta } = await page(cursor && `?continue=${encodeURIComponent(cursor)}`);
      for (const { metadata } of items) uids.add(metadata.uid);
      cursor = listmeta.continue;
      pages += 1;
    } while (cursor !== '');

    expect(pages).toBe(3);
    expect(uids.size).toBe(117);
  });

  it('are found by offset as well', async () => {
    const last = await page('?offset=100');

    expect(last.items).toHaveLength(17);
    expect(last.listmeta.continue).toBe('');
  });

  it('are clamped to 50 and count everything even with limit 1', async () => {
    const greedy = await page('?limit=500');
    const modest = await page('?limit=1');

    expect(greedy.items).toHaveLength(50);
    expect(modest.items).toHaveLength(1);
    expect(modest.listmeta.count).toBe(117);
  });

  it('refuse a cursor that is not one', async () => {
    const { status, body } = await askPalette(simulator, `${SEARCH}?continue=xyz`, { body: {} });

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'RequestError' });
  });

  it('come filtered and sorted as the search says', async () => {
    const filter = {
      property: 'clusterName',
      type: 'string',
      condition: { string: { operator: 'beginsWith', match: { values: ['edge-001'] } } },
    };
    const { items, listmeta } = await page('', {
      filter: { conjunction: 'and', filterGroups: [{ conjunction: 'and', filters: [filter] }] },
      sort: [{ field: 'clusterName', order: 'desc' }],
    });

    expect(listmeta.count).toBe(10);
    expect(items[0]?.metadata.name).toBe('edge-0019');
  });
});

import { describe, expect, it } from 'vitest';
import { tenants } from '../../exporter/system-console/tenants.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { listOf } from '../kit/test-palette.ts';

describe('tenants', () => {
  it('tells the tenants without people', async () => {
    const outcome = await consoleHaving({
      '/v1/tenants': listOf(
        {
          metadata: { uid: 't1', name: 'acme' },
          spec: { orgName: 'Acme', orgEmailId: 'somebody@example.com', authType: 'oidc', planUid: 'p1' },
          status: { isActive: true, toBeDeleted: false },
        },
        { metadata: { uid: 't2', name: 'bare' }, spec: null, status: null },
        { metadata: { name: 'without a uid' } },
      ),
    }).run(tenants);

    await expect(outcome.text).toMatchFileSnapshot('golden/tenants.prom');
    expect(outcome.text).not.toMatch(/planted|example\.com/);
    expect(outcome.dropped).toBe(1);
  });
});

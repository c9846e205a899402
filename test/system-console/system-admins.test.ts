import { describe, expect, it } from 'vitest';
import { systemAdmins } from '../../exporter/system-console/system-admins.ts';
import { consoleHaving } from '../kit/test-console.ts';
import { ZERO_TIME } from '../kit/test-palette.ts';

describe('system_admins', () => {
  it('tells numbers and no names', async () => {
    const outcome = await consoleHaving({
      '/v1/system/admins': {
        items: [
          administrator('a1', 'AccountAdmin', '2026-01-01T00:00:00.000Z'),
          administrator('a2', 'AccountAdmin', '2026-06-01T00:00:00.000Z'),
          administrator('a3', 'SuperAdmin', ZERO_TIME),
          { spec: {} },
        ],
      },
    }).run(systemAdmins);

    await expect(outcome.text).toMatchFileSnapshot('golden/system-admins.prom');
    expect(outcome.text).not.toMatch(/planted|example\.com/);
    expect(outcome.dropped).toBe(1);
  });
});

function administrator(uid: string, adminType: string, lastPasswordUpdate: string) {
  return {
    metadata: { uid, name: 'somebody' },
    spec: { adminType, emailId: 'somebody@example.com', firstName: 'Some', mfa: { state: 'Enabled' } },
    status: {
      state: 'Active',
      lastPasswordUpdate,
      activation: { link: 'https://palette.example.com/planted-secret' },
    },
  };
}

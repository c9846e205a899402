import { describe, expect, it } from 'vitest';
import { users } from '../../exporter/palette/users.ts';
import { testPalette, ZERO_TIME } from '../kit/test-palette.ts';

describe('users', () => {
  it('are numbers', async () => {
    const items = [
      user('u1', { isActive: true, lastSignIn: '2026-11-20T10:00:00.000Z' }),
      user('u2', { isActive: true, lastSignIn: '2026-05-01T10:00:00.000Z' }),
      user('u3', { isActive: true, lastSignIn: ZERO_TIME }),
      user('u4', { isActive: false, activationLink: 'https://palette.example.com/planted-secret' }),
      { metadata: {} },
    ];

    const { text, dropped } = await testPalette(() => ({ items })).run(users);

    await expect(text).toMatchFileSnapshot('golden/users.prom');
    expect(text).not.toMatch(/example\.com|planted/);
    expect(dropped).toBe(1);
  });
});

function user(uid: string, status: object) {
  return { metadata: { uid, name: `${uid}@example.com` }, spec: { emailId: `${uid}@example.com` }, status };
}

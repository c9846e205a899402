import { describe, expect, it } from 'vitest';
import { notifications } from '../../exporter/palette/notifications.ts';
import { listOf, testPalette } from '../kit/test-palette.ts';

describe('notifications', () => {
  it('are counted by what they are about and whether they are done', async () => {
    const rows = [
      notification('n1'),
      notification('n2'),
      notification('n3', { isDone: true, ack: true }),
      { metadata: { uid: 'n4' }, type: 'NotificationSomethingNew', action: null, relatedObject: null },
      { metadata: {} },
    ];

    const { text, dropped } = await testPalette(() => listOf(...rows)).run(notifications);

    await expect(text).toMatchFileSnapshot('golden/notifications.prom');
    expect(dropped).toBe(1);
  });

  it('are read no further than the newest 500', async () => {
    let next = 0;
    const page = () => ({
      items: Array.from({ length: 50 }, () => notification(`n${next++}`)),
      listmeta: { continue: `after ${next}`, count: 10_000 },
    });

    const { text, requests } = await testPalette(page).run(notifications);

    expect(text).toContain(' 500\n');
    expect(requests).toBe(10);
  });

  it('have no series when there are none', async () => {
    const { text } = await testPalette(() => ({ items: null })).run(notifications);

    expect(text).toBe('');
  });
});

function notification(uid: string, action: object = {}) {
  return {
    metadata: { uid },
    type: 'NotificationPackUpdate',
    action: {
      actionType: 'NotifyActionClusterProfileUpdate',
      actionMessage: 'do it, somebody@example.com',
      isDone: false,
      ack: false,
      isInfo: false,
      ...action,
    },
    relatedObject: { kind: 'spectrocluster', uid: 'c1', name: 'line' },
  };
}

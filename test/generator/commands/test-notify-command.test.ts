import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { alertmanagerFiles } from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { loadSite, type Sources } from '../../../generator/site.ts';
import { answering, startServer } from '../../kit/answering-server.ts';
import { binaries } from '../../kit/binaries.ts';
import { startMailSink } from '../../kit/mail-sink.ts';
import { bundle, inputFolder, written } from '../../kit/run-bundle.ts';
import { options, ROUTING, TABLE } from '../../kit/small-site.ts';
import { startAlertmanager } from '../../kit/start-alertmanager.ts';

describe('test-notify', () => {
  test('says so when something else answers than an Alertmanager', async () => {
    const other = await startServer(answering(200, '<html>'));

    const { code, err } = await bundle(['test-notify', '--all', '--alertmanager', other.url.origin]);

    expect(code).toBe(2);
    expect(err).toBe(
      `palette-bundle: --alertmanager ${other.url.origin}: /api/v2/status answered something else than it should; check that this is an Alertmanager 0.25 or newer\n`,
    );
  });

  beforeAll(() => void binaries('current'), 120_000);

  test('sends a marked mail through the real routing, and says what became of it', async () => {
    const mailbox = await startMailSink();
    const sources = siteWith(mailbox.address);
    const alertmanager = await start(sources);

    const args = [
      ...['test-notify', '--contact', 'Bea Example', '--alertmanager', alertmanager.url, '--wait', '120s'],
      ...options(sources),
    ];

    const { code, out } = await bundle(args, new Date());
    const again = await bundle(args, new Date());

    expect(out).toContain('by the plan: Bea Example by e-mail bea@example.com');
    expect(out).toContain('Alertmanager: active, receivers Bea Example');
    expect(out).toContain('notifications: 1 of 1 delivered, 0 failed');
    expect(code).toBe(0);
    expect(again.out, 'a second test does not wait for the interval of groups').toContain('1 of 1 delivered');
    expect(mailbox.mails.map(({ recipients }) => recipients)).toEqual([
      ['bea@example.com'],
      ['bea@example.com'],
    ]);
    expect(mailbox.mails[0]?.subject).toContain('TEST: this is a test of the notifications');
    for (const each of [alertmanager, mailbox]) await each.close();
  });

  test('does not take a mail that the mail server refused for delivered', async () => {
    const gone = await startMailSink();
    await gone.close();
    const sources = siteWith(gone.address);
    const alertmanager = await start(sources);

    const { code, out } = await bundle(
      [
        ...['test-notify', '--contact', 'Bea Example', '--alertmanager', alertmanager.url, '--wait', '10s'],
        ...options(sources),
      ],
      new Date(),
    );

    expect(out).toMatch(
      /notifications: 0 of 1 delivered, [1-9]\d* failed; the log of Alertmanager says why\n$/,
    );
    expect(code).toBe(1);
    await alertmanager.close();
  });

  test('sends nothing outside this machine without --yes', async () => {
    const sources = siteWith('mail.example.com:25');
    const alertmanager = await start(sources);

    const { code, out } = await bundle([
      'test-notify',
      '--all',
      '--alertmanager',
      alertmanager.url,
      ...options(sources),
    ]);
    const held = await alertmanager.alerts();

    expect(code).toBe(1);
    expect(out).toContain('Nothing was sent: this reaches ');
    expect(out).toContain('ada@example.com by mail.example.com:25');
    expect(out).toContain('not tested: Dan Example has no address');
    expect(held).toEqual([]);
    await alertmanager.close();
  });

  test.each([
    [
      ['--alertmanager', 'http://127.0.0.1:9'],
      'test-notify: needs to know whom to tell; give one of --contact, --role and --all',
    ],
    [
      ['--contact', 'Zoe', '--alertmanager', 'http://127.0.0.1:9'],
      '--contact: contacts.md has no contact "Zoe"; use one of ',
    ],
    [
      ['--all', '--alertmanager', 'localhost'],
      '--alertmanager localhost: is not a URL; write it like http://127.0.0.1:9093',
    ],
    [
      ['--all', '--alertmanager', 'http://127.0.0.1:9'],
      '--alertmanager http://127.0.0.1:9: does not answer (',
    ],
  ])('%j is refused in one line', async (args, says) => {
    const { code, err } = await bundle(['test-notify', ...args]);

    expect(err).toMatch(/^[^\n]*\n$/);
    expect(err).toContain(`palette-bundle: ${says}`);
    expect(code).toBe(2);
  });
});

function siteWith(smarthost: string): Sources {
  const settings = `alertmanager: { smtp: { smarthost: "${smarthost}", requireTls: false }, groupWait: 0s, groupInterval: 1s }`;
  return inputFolder({ contacts: TABLE, routing: ROUTING, settings });
}

function start(sources: Sources) {
  const folder = join(written(loadSite(sources), alertmanagerFiles), 'alertmanager');
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const files = { 'palette.tmpl': text('palette.tmpl') };
  return startAlertmanager({ flavour: 'current', config: text('alertmanager.yaml'), files });
}

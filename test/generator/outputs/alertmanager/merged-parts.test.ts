import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { alertmanagerFiles } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { loadSite } from '../../../../generator/site.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { eventually } from '../../../kit/eventually.ts';
import { startMailSink } from '../../../kit/mail-sink.ts';
import { bundle, inputFolder, written } from '../../../kit/run-bundle.ts';
import { options } from '../../../kit/small-site.ts';
import { startAlertmanager } from '../../../kit/start-alertmanager.ts';
import { temporaryFile } from '../../../kit/temporary.ts';

const THEIRS = toYaml({
  global: { smtp_smarthost: 'mail.example.com:25', smtp_from: 'team@example.com' },
  route: { receiver: 'team' },
  receivers: [{ name: 'team' }],
});
const ALERT = {
  labels: { alertname: 'PaletteClusterUnhealthy', component: 'cluster', severity: 'warning' },
  annotations: { summary: 'A cluster is unhealthy.', description: 'Cluster edge-1 is unhealthy.' },
};

test.each(FLAVOURS)('a merged configuration sends a mail with all of its text (%s)', async (flavour) => {
  const mailbox = await startMailSink();
  const sources = sourcesWith(mailbox.address);
  const file = temporaryFile(THEIRS, 'alertmanager.yml');
  expect((await bundle(['alertmanager', '--merge', file, ...options(sources)])).code).toBe(0);
  const beside = readFileSync(join(dirname(file), 'palette.tmpl'), 'utf8');
  const alertmanager = await startAlertmanager({
    flavour,
    config: readFileSync(file, 'utf8'),
    files: { 'palette.tmpl': beside },
  });

  await alertmanager.post(ALERT);
  await eventually('the mail', () => mailbox.mails.length > 0);

  expect(mailbox.mails[0]?.text).toContain('Told at once: Ada (e-mail ada@example.com)');
  expect(mailbox.mails[0]?.html).toContain('Told at once: Ada (e-mail ada@example.com)');
  expect(
    readFileSync(join(written(loadSite(sources), alertmanagerFiles), 'alertmanager/palette.tmpl'), 'utf8'),
  ).toBe(beside);
  for (const each of [alertmanager, mailbox]) await each.close();
});

test('under the operator it names the text where the key of the Secret is mounted', async () => {
  const file = temporaryFile(THEIRS, 'alertmanager.yml');
  const path = '/etc/alertmanager/config/palette.tmpl';
  await bundle([
    'alertmanager',
    '--merge',
    file,
    '--templates',
    path,
    ...options(sourcesWith('localhost:25')),
  ]);

  expect(parse(readFileSync(file, 'utf8')).templates).toEqual([path]);
});

function sourcesWith(smarthost: string) {
  return inputFolder({
    contacts: toYaml({ contacts: [{ name: 'Ada', roles: ['Ops'], email: 'ada@example.com' }] }),
    routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops' }] }),
    settings: toYaml({ alertmanager: { smtp: { smarthost, requireTls: false }, groupWait: '0s' } }),
  });
}

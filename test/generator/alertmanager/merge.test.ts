import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reliedOn } from '../../../alerts/kit/relied-on.ts';
import { routesFor } from '../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../generator/alertmanager/read-configuration.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import { loadSite } from '../../../generator/site.ts';
import { everyAlert } from '../../kit/proved-sites.ts';
import { bundle, inputFolder } from '../../kit/run-bundle.ts';
import { options } from '../../kit/small-site.ts';
import { temporaryFile } from '../../kit/temporary.ts';

const SITE = {
  contacts: toYaml({
    contacts: [
      { name: 'Ada', roles: ['Ops'], email: 'ada@example.com' },
      {
        name: 'Bea',
        roles: ['Ops'],
        rank: 'backup',
        email: 'bea@example.com',
        hours: '08:00-16:00',
        timeZone: 'Asia/Tokyo',
      },
    ],
  }),
  routing: toYaml({ fallback: 'Ops', routes: [{ tell: 'Ops', escalate: [{ after: '30m', to: 'backup' }] }] }),
};
const sources = inputFolder(SITE);
const site = loadSite(sources);
const merge = (file: string, ...more: readonly string[]) =>
  bundle(['alertmanager', '--merge', file, ...options(sources), ...more]);
const remove = (file: string, ...more: readonly string[]) =>
  bundle(['alertmanager', '--remove', file, ...more]);

/** As people write them. */
const THEIRS: Readonly<Record<string, string>> = {
  'one entry a line': `# The team's own.
global:
    smtp_smarthost: 'mail.example.com:587'   # ours
    smtp_from: "team@example.com"

templates:
- '/etc/alertmanager/templates/*.tmpl'
route:
    # Everything else.
    receiver: nobody
    group_by: ['alertname']
    routes:
    # The dead man's switch.
    - matchers: [ alertname = Watchdog ]
      receiver: heartbeat
    - match:
        severity: critical
      receiver: 'team'   # pages
      continue: false
inhibit_rules:
  - source_matchers: [ 'severity = critical' ]
    target_matchers: [ 'severity =~ "warning|info"' ]
    equal: [namespace, alertname]
receivers:
  - name: nobody
  - name: heartbeat
    webhook_configs: [{url: "http://127.0.0.1:9/"}]

  - name: "team"
    email_configs: [ { to: team@example.com } ]
`,
  'in brackets': `{ "route": { "receiver": "nobody", "routes": [] }, "receivers": [{ "name": "nobody" }] }\n`,
  'lists in brackets': `route: {receiver: nobody, routes: [{receiver: team, match: {severity: critical}}]}
receivers: [{name: nobody}, {name: team, webhook_configs: [{url: 'http://127.0.0.1:9/'}]}]
templates: []
`,
  'without children': `---\nroute:\n  receiver: nobody\nreceivers:\n- name: nobody\n`,
  'with the line ends of Windows': 'route:\r\n  receiver: nobody\r\nreceivers:\r\n  - name: nobody\r\n',
};

describe.each(Object.entries(THEIRS))('a configuration of others, %s,', (_, theirs) => {
  test('keeps every byte, and is the same again after --remove', async () => {
    const file = temporaryFile(theirs, 'alertmanager.yml');

    const first = await merge(file);
    const merged = readFileSync(file, 'utf8');
    const second = await merge(file);
    const checked = await merge(file, '--check');

    expect([first, second, checked].map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
    expect(second.out).toContain('as it should be');
    expect(readFileSync(file, 'utf8')).toBe(merged);
    expect(merged).not.toBe(theirs);
    expect(existsSync(join(dirname(file), 'palette.tmpl'))).toBe(true);
    expect((await remove(file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(theirs);
  });

  test('tells our people about our alerts, and theirs about all others as before', async () => {
    const file = temporaryFile(theirs, 'alertmanager.yml');
    const before = readConfiguration('theirs', theirs);
    await merge(file);
    const after = readConfiguration('merged', readFileSync(file, 'utf8'));

    const told = (configuration: typeof after, labels: Readonly<Record<string, string>>) =>
      routesFor(configuration.route, labels).map(({ receiver, groupBy, repeatInterval }) => [
        receiver,
        groupBy,
        repeatInterval,
      ]);
    const own = new Set(site.alerts.map(({ name }) => name));
    const others = [
      { alertname: 'Watchdog' },
      { alertname: 'Gearbox', severity: 'critical', component: 'cluster' },
      {},
    ];
    for (const labels of [...everyAlert(site), ...others]) {
      const receivers = routesFor(after.route, labels).map(({ receiver }) => receiver);
      if (own.has(labels.alertname ?? '') && labels.severity !== 'info')
        expect(receivers[0], JSON.stringify(labels)).toBe('palette-bundle/Ada');
      else if (!own.has(labels.alertname ?? '')) expect(told(after, labels)).toEqual(told(before, labels));
    }
    expect(after.receivers.get('palette-bundle/Ada')?.integrations.get('email_configs')).toEqual([
      expect.objectContaining({ smarthost: 'localhost:25', to: 'ada@example.com' }),
    ]);
    for (const [name, receiver] of before.receivers) expect(after.receivers.get(name)).toEqual(receiver);
    expect(after.inhibitions.length).toBeGreaterThan(before.inhibitions.length);
  });
});

test('alerts that are relied on are taken only if asked', async () => {
  const file = temporaryFile(THEIRS['one entry a line'] ?? '', 'alertmanager.yml');
  const [alertname = ''] = Object.values(reliedOn).flat();
  const told = () =>
    routesFor(readConfiguration('merged', readFileSync(file, 'utf8')).route, {
      alertname,
      severity: 'critical',
    }).map(({ receiver }) => receiver);

  await merge(file);
  expect(told()).toEqual(['team']);
  await merge(file, '--relied-on');
  expect(told()[0]).toBe('palette-bundle/Ada');
});

test('a heartbeat of the settings is called besides the one that is there', async () => {
  const file = temporaryFile(THEIRS['one entry a line'] ?? '', 'alertmanager.yml');
  const settings = toYaml({ alertmanager: { heartbeat: { url: 'http://127.0.0.1:9/ours' } } });
  const beating = options(inputFolder({ ...SITE, settings }));

  expect((await bundle(['alertmanager', '--merge', file, ...beating])).code).toBe(0);

  const { route } = readConfiguration('merged', readFileSync(file, 'utf8'));
  expect(routesFor(route, { alertname: 'Watchdog' }).map(({ receiver }) => receiver)).toEqual([
    'palette-bundle/heartbeat',
    'heartbeat',
  ]);
});

test('--check says what would happen, and writes nothing', async () => {
  const theirs = THEIRS['without children'] ?? '';
  const file = temporaryFile(theirs, 'alertmanager.yml');

  const { code, out } = await merge(file, '--check');

  expect(code).toBe(1);
  expect(out).toContain('would change');
  expect(readFileSync(file, 'utf8')).toBe(theirs);
  expect(existsSync(join(dirname(file), 'palette.tmpl'))).toBe(false);
  expect((await remove(file, '--check')).code).toBe(0);
});

test('texts may lie elsewhere', async () => {
  const file = temporaryFile(THEIRS['without children'] ?? '', 'alertmanager.yml');

  await merge(file, '--templates', '/etc/alertmanager/config/*.tmpl');

  expect(readConfiguration('merged', readFileSync(file, 'utf8')).templates).toEqual([
    '/etc/alertmanager/config/*.tmpl',
  ]);
  expect(existsSync(join(dirname(file), 'palette.tmpl'))).toBe(false);
});

test.each([
  [
    'route: { receiver: a, sometimes: true }',
    'has route.sometimes, which this version of palette-bundle does not know',
  ],
  ['route: { receiver: a }\nreceivers:\n', 'receivers is there and empty; write this part as a list'],
  ['nothing', 'is not as a configuration of Alertmanager is'],
  [
    'route: { receiver: palette-bundle/x }\nreceivers: [{ name: palette-bundle/x }]',
    'holds "palette-bundle/x" outside of the marks',
  ],
])('what cannot be merged is said, and nothing is written: %j', async (theirs, said) => {
  const file = temporaryFile(theirs, 'alertmanager.yml');

  const { code, err } = await merge(file);

  expect(code).toBe(2);
  expect(err).toContain(`${file}: ${said}`);
  expect(readFileSync(file, 'utf8')).toBe(theirs);
  expect(existsSync(join(dirname(file), 'palette.tmpl'))).toBe(false);
});

test('needs to know what to do', async () => {
  const { code, err } = await bundle(['alertmanager']);

  expect(code).toBe(2);
  expect(err).toContain('give either --merge or --remove with a file');
});

test('a file of texts that is somebody else is not overwritten, and nothing is merged', async () => {
  const file = temporaryFile(THEIRS['one entry a line'] ?? '', 'alertmanager.yml');
  const texts = join(dirname(file), 'palette.tmpl');
  writeFileSync(texts, '{{ define "mine" }}{{ end }}\n');

  const { code, err } = await merge(file);

  expect(code).toBe(2);
  expect(err).toContain(`${texts}: is not from palette-bundle, which would write here; move it away`);
  expect(readFileSync(texts, 'utf8')).toBe('{{ define "mine" }}{{ end }}\n');
  expect(readFileSync(file, 'utf8')).toBe(THEIRS['one entry a line']);
});

test('a configuration that is a link stays one, keeps its rights, and nothing lies beside it', async () => {
  const file = temporaryFile(THEIRS['one entry a line'] ?? '', 'alertmanager.yml');
  const link = join(dirname(file), 'link.yml');
  chmodSync(file, 0o640);
  symlinkSync(file, link);
  // What a run that was killed has left.
  writeFileSync(`${file}.palette-bundle-new`, 'half');

  const { code } = await merge(link);

  expect(code).toBe(0);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readFileSync(file, 'utf8')).not.toBe(THEIRS['one entry a line']);
  expect(readdirSync(dirname(file)).sort()).toEqual(['alertmanager.yml', 'link.yml', 'palette.tmpl']);
});

import { describe, expect, test } from 'vitest';
import { readSettings, settingsSchema } from '../../generator/site-settings.ts';

/** Values that the program which is given them would refuse, or take for something else. */
const REFUSED: readonly (readonly [path: string, value: unknown])[] = [
  ['prometheus.scrapeTarget', 'localhost:99999'],
  ['prometheus.scrapeTarget', 'http://localhost:9877'],
  ['prometheus.scrapeTarget', 'a/b:9877'],
  ['prometheus.scrapeTarget', '{{x}}:9877'],
  ['prometheus.scrapeInterval', '0s'],
  ['prometheus.listen', 'localhost:0'],
  ['alertmanager.smtp.smarthost', ':25'],
  ['alertmanager.groupInterval', '0s'],
  ['alertmanager.repeat.critical', '0m'],
  ['alertmanager.repeat.warning', '0h0m'],
  ['alertmanager.groupWait', '99999999d'],
  ['alertmanager.heartbeat', { url: 'mailto:ada@example.com' }],
  ['alertmanager.heartbeat', { url: 'https://example.com/{{ .x }}' }],
  ['alertmanager.heartbeat', { urlFile: '/etc/alertmanager/' }],
  ['alertmanager.smtp', { authPasswordFile: '/etc/a b' }],
  ['thresholds.applianceUpgrade', '0s'],
  ['selectors.exporter', 'job="a'],
  ['selectors.exporter', 'job="a",'],
  ['selectors.exporter', 'job="a" cluster="b"'],
  ['selectors.exporter', '{job="a"}'],
  ['selectors.exporter', 'job="a"} or up{'],
  ['selectors.exporter', 'job=~"edge-("'],
  ['selectors.exporter', 'job=~"(?!edge).*"'],
  ['selectors.exporter', 'job=~"edge\\.x"'],
  ['selectors.exporter', 'job="a\nb"'],
  ['selectors.exporter', '__name__="up"'],
  ['selectors.exporter', 'a-b="c"'],
  ['labels.cluster', 'a-b'],
  ['keepLabels', ['1a']],
  ['appliances', { 'a\nb': 'b' }],
  ['appliances', { pma: 'a\nb' }],
  ['links.runbooks', 'wiki'],
  ['links.runbooks', 'https://wiki.example.com/{{ .x }}'],
  ['links.grafana', 'javascript:alert(1)'],
  ['links.grafana', 'https://grafana.example.com/{{ template "x" }}'],
  ['links.grafana', 'https://grafana example.com'],
  ['consoles.cluster', 'https://palette.example.com/{{ .x }}'],
  ['consoles.cluster', 'https://palette.example.com/{1a}'],
  ['consoles.cluster', '/clusters/{cluster_uid}'],
  ['consoles.localUi', 'javascript:{edge_host}'],
  ['grafana.datasource.uid', ''],
  ['grafana.datasource.uid', 'a/b'],
  ['grafana.datasource.name', ''],
  ['grafana.datasource.url', 'localhost:9090'],
  ['grafana.folder', ' '],
  ['grafana.folder', 'a\nb'],
  ['grafana.folder', '$HOME'],
  ['grafana.datasource.url', 'http://$HOST:9090'],
  ['kubernetes.alertmanager.labels', { 'a b': 'c' }],
  ['kubernetes.prometheusLabels', { release: 'a b' }],
  ['kubernetes.prometheusLabels', { release: 'x'.repeat(64) }],
  ['kubernetes.alertmanager.externalUrl', 'https://a.example.com/{{ x }}'],
  ['kubernetes.exporter.image', 'Palette Exporter'],
  ['kubernetes.exporter.image', 'registry.example.com/x:'],
  ['kubernetes.exporter.secret', 'Secret_1'],
  ['kubernetes.exporter.pullSecrets', ['a b']],
  ['kubernetes.exporter.resources', { requests: { cpu: 'much' } }],
  ['kubernetes.exporter.resources', { limits: { memory: '1 GB' } }],
  ['kubernetes.bootState.directory', '/var/lib; rm -rf /'],
  ['optional.etcdSnapshot', { schedule: 'every night' }],
  ['optional.etcdSnapshot', { directory: '/a b' }],
  ['optional.etcdSnapshot', { etcdImage: 'a b' }],
  ['optional.applianceBackup', { command: ' ' }],
  ['optional.applianceBackup', { command: '/bin/x\nUser=root' }],
  ['optional.applianceBackup', { command: '/bin/x', onCalendar: 'daily\nUser=root' }],
];

const TAKEN: readonly (readonly [path: string, value: unknown])[] = [
  ['prometheus.scrapeTarget', '[2001:db8::1]:9877'],
  ['prometheus.listen', ':9090'],
  ['alertmanager.smtp.smarthost', 'mail.example.com:587'],
  ['alertmanager.groupWait', '0s'],
  ['alertmanager.heartbeat', { url: 'https://check.example.com/ping/1?x=y' }],
  ['selectors.exporter', ''],
  ['selectors.exporter', 'job="a"'],
  ['selectors.exporter', `job = 'a"b' , cluster=~"(?i)edge-.*|\\\\d+",x!=\`a\\b\`,y!~""`],
  ['selectors.exporter', 'job=~"edge\\\\.x",a="\\u00e4\\n\\""'],
  ['appliances', { 'pma-1': 'palette "management"' }],
  ['links.runbooks', ''],
  ['links.runbooks', 'http://[2001:db8::1]:9877/runbooks/'],
  ['links.grafana', 'https://example.com/grafana'],
  ['consoles.localUi', 'https://{edge_host}:5080/#/x?y={pack}'],
  ['grafana.datasource.url', 'http://prometheus:9090/prefix'],
  ['kubernetes.prometheusLabels', { 'monitoring.example.com/part-of': 'Edge_1.x', empty: '' }],
  ['kubernetes.exporter.image', `registry.example.com:5000/a/b__c@sha256:${'0'.repeat(64)}`],
  ['kubernetes.exporter.image', 'localhost/palette-exporter:0.1.0-rc.1'],
  ['kubernetes.exporter.resources', { requests: { cpu: '0.5', memory: '1.5Gi' }, limits: { memory: '1e9' } }],
  ['optional.etcdSnapshot', { schedule: '*/15 0-6,22 1 JAN MON-FRI' }],
  ['optional.applianceBackup', { command: '/opt/backup.sh --to "/mnt/a b"', onCalendar: '*-*-* 02:30:00' }],
];

describe('settings', () => {
  test.each(REFUSED)('refuse %s: %j, with its place', (path, value) => {
    const parsed = settingsSchema.safeParse(nested(path, value));

    const places = parsed.error?.issues.map((issue) => issue.path.join('.')) ?? [];
    expect(places).toHaveLength(1);
    expect(places[0]).toContain(path);
  });

  test.each(TAKEN)('take %s: %j', (path, value) => {
    expect(settingsSchema.safeParse(nested(path, value)).error).toBeUndefined();
  });

  test('say what is wrong with a matcher', () => {
    const text = 'selectors:\n  exporter: \'job=~"edge\\.x"\'\n';

    expect(() => readSettings({ name: 'settings.yaml', text })).toThrow(
      'settings.yaml:2: selectors.exporter: are not matchers of PromQL: "\\." is no escape; a backslash itself is written \\\\',
    );
  });
});

function nested(path: string, value: unknown): unknown {
  return path
    .split('.')
    .reverse()
    .reduce((inner, key) => ({ [key]: inner }), value);
}

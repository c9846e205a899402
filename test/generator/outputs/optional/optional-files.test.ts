import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageFile } from '../../../../exporter/package.ts';
import { customResources } from '../../../../generator/outputs/optional/custom-resource-state.ts';
import { keepScript } from '../../../../generator/outputs/optional/etcd-snapshot.ts';
import { optionalFiles } from '../../../../generator/outputs/optional/optional-files.ts';
import { readSettings } from '../../../../generator/site-settings.ts';
import { FLAVOURS } from '../../../kit/binaries.ts';
import { externalMetrics } from '../../../kit/external-metrics.ts';
import { checkMetrics } from '../../../kit/prometheus-tools.ts';

const settings = readSettings({
  name: 'settings.yaml',
  text: `optional:
  customResourceState: {}
  etcdSnapshot: { keep: 2 }
  applianceBackup: { command: /opt/backup.sh --full }
`,
});
const files = optionalFiles({ settings });

test('nothing optional is generated unless it is asked for', () => {
  expect([...optionalFiles({ settings: readSettings() }).keys()]).toEqual([]);
});

test('each part has a page that says what it brings and what it needs', () => {
  const pages = [...files].filter(([path]) => path.startsWith('docs/optional/'));

  expect(pages.map(([path]) => path)).toHaveLength(3);
  for (const [path, text] of pages) {
    expect(text, path).toContain('**It brings**');
    expect(text, path).toContain('**It needs**');
  }
});

describe('the configuration of kube-state-metrics', () => {
  test('gives exactly the metrics and labels that the alerts may use', () => {
    const given = new Map<string, Set<string>>();
    for (const { metricNamePrefix, labelsFromPath, metrics } of customResources) {
      for (const { name, each, commonLabels = {} } of metrics) {
        const full = `${metricNamePrefix}_${name}`;
        const labels = given.get(full) ?? new Set(Object.keys(labelsFromPath));
        for (const label of [...Object.keys(commonLabels), ...labelsIn(each)]) labels.add(label);
        given.set(full, labels);
      }
    }
    const known = Object.entries(externalMetrics.customResources);

    expect([...given.keys()].sort()).toEqual(known.map(([name]) => name).sort());
    for (const [name, labels] of known)
      expect([...(given.get(name) ?? [])].sort(), name).toEqual([...labels].sort());
  });

  test('asks for the rights to read what it reads', () => {
    const values = parse(files.get('optional/custom-resource-state/values.yaml') ?? '');
    const { customResourceState, rbac } = values['kube-state-metrics'];
    const groups = rbac.extraRules.flatMap((rule: { apiGroups: string[] }) => rule.apiGroups);

    expect(customResourceState.enabled).toBe(true);
    for (const { groupVersionKind } of customResourceState.config.spec.resources)
      expect(groups).toContain(groupVersionKind.group);
  });
});

describe('the etcd snapshot', () => {
  test('runs on control plane hosts and needs no rights in the cluster', () => {
    const { spec, kind } = parse(files.get('optional/etcd-snapshot/cronjob.yaml') ?? '');
    const pod = spec.jobTemplate.spec.template.spec;

    expect(kind).toBe('CronJob');
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.nodeSelector).toEqual({ 'node-role.kubernetes.io/control-plane': '' });
    for (const { volumeMounts } of [...pod.initContainers, ...pod.containers])
      for (const { name } of volumeMounts)
        expect(pod.volumes.map((volume: { name: string }) => volume.name)).toContain(name);
  });

  test('keeps the newest copies and tells when the last one was made', () => {
    const root = mkdtempSync(join(tmpdir(), 'etcd-'));
    const script = keepScript({ ...settings.optional.etcdSnapshot, keep: 2 } as never).replaceAll(
      /(?<![\w.])\/(work|snapshots|textfiles)/g,
      `${root}/$1`,
    );
    const prepare = `mkdir -p ${root}/work ${root}/snapshots ${root}/textfiles; printf 12345 >${root}/work/snapshot.db
for day in 1 2 3; do touch ${root}/snapshots/etcd-2020010$day.db; done`;

    const { status, stderr } = spawnSync('sh', [
      '-ceu',
      `${prepare}\n${script}\nls ${root}/snapshots >${root}/list`,
    ]);

    expect(status, String(stderr)).toBe(0);
    const kept = readFileSync(join(root, 'list'), 'utf8').trim().split('\n');
    expect(kept).toHaveLength(2);
    expect(kept[0]).toBe('etcd-20200103.db');
    const told = readFileSync(join(root, 'textfiles/etcd-snapshot.prom'), 'utf8');
    expect(told).toMatch(/^etcd_backup_last_success_timestamp_seconds \d{10}$/m);
    expect(told).toMatch(/^etcd_backup_size_bytes 5$/m);
  });
});

describe('the backup hook of the appliance', () => {
  const script = packageFile('generator', 'templates', 'palette-appliance-backup.sh');
  const run = (folder: string, env: Record<string, string>, ...args: string[]) =>
    spawnSync('sh', [script, folder, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

  const told = (folder: string) => readFileSync(join(folder, 'palette-appliance-backup.prom'), 'utf8');

  test('tells that the backup succeeded, when, and how large it is', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'backup-')), 'textfile');
    const backup = join(folder, 'backup.tar');

    const { status } = run(folder, { BACKUP_FILE: backup }, 'sh', '-c', `printf 12345 >${backup}`);

    expect(status).toBe(0);
    expect(told(folder)).toMatch(/^palette_appliance_backup_last_run_succeeded 1$/m);
    expect(told(folder)).toMatch(/^palette_appliance_backup_last_success_timestamp_seconds \d{10}$/m);
    expect(told(folder)).toMatch(/^palette_appliance_backup_size_bytes 5$/m);
    for (const flavour of FLAVOURS) {
      expect(await checkMetrics(flavour, told(folder))).toEqual({ accepted: true, output: '' });
    }
  });

  test('leaves the last success alone and passes the exit code on when the backup fails', () => {
    const folder = mkdtempSync(join(tmpdir(), 'backup-'));
    run(folder, {}, 'true');
    const before = told(folder);

    const { status, stderr } = run(folder, {}, 'sh', '-c', 'exit 7');

    expect(status).toBe(7);
    expect(stderr).toContain('failed with 7');
    expect(told(folder)).toBe(before.replace('succeeded 1', 'succeeded 0'));
    expect(run(folder, {}, 'true').status).toBe(0);
    expect(told(folder)).toContain('last_run_succeeded 1\n');
  });

  test('tells of a backup that has never succeeded', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'backup-')), 'textfile');

    expect(run(folder, {}, 'false').status).toBe(1);
    expect(told(folder)).toMatch(/^palette_appliance_backup_last_run_succeeded 0\n$/m);
    expect(told(folder)).not.toContain('last_success');
  });

  test('is started by a timer with the command of the site', () => {
    expect(files.get('optional/appliance-backup/palette-appliance-backup.service')).toContain(
      'ExecStart=/usr/local/bin/palette-appliance-backup.sh /var/lib/node_exporter/textfile /opt/backup.sh --full\n',
    );
    expect(files.get('optional/appliance-backup/palette-appliance-backup.timer')).toContain(
      'OnCalendar=*-*-* 02:30:00\n',
    );
  });
});

/** Label names anywhere below, where kube-state-metrics takes some. */
function labelsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'labelsFromPath') return Object.keys(inner as object);
    if (key === 'labelName') return [String(inner)];
    return labelsIn(inner);
  });
}

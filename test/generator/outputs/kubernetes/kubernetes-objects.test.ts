import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { parseConfig } from '../../../../exporter/config/config.ts';
import { writeBundle } from '../../../../generator/kit/bundle-folder.ts';
import { kubernetesTools } from '../../../kit/kubernetes-tools.ts';
import { faultsOf, NO_DEFINITIONS } from '../../../kit/operator-definitions.ts';
import { SITES, sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

const folders: string[] = [];
const tools = kubernetesTools();

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe.each(Object.keys(SITES))('the manifests of the %s site', (name) => {
  const site = siteOf(name);
  const files = sharedBundleOf(site);
  const read = (path: string) => parse(files.get(`kubernetes/${path}`) ?? expect.fail(`there is no ${path}`));
  const rules = [...files.keys()].filter((path) => path.startsWith('kubernetes/rules/'));
  const [account, deployment, service, policy] = read('exporter.yaml').items;
  // What the operator's rules add stands in the test of the matcher strategies.
  const names = (groups: readonly { name: string; rules: { alert?: string; record?: string }[] }[]) =>
    groups.map((group) => ({ ...group, rules: group.rules.map(({ alert, record }) => alert ?? record) }));
  const monitor = read('service-monitor.yaml');
  const pod = deployment.spec.template;
  const [container] = pod.spec.containers;

  test('hold the rules of prometheus/rules, as the operator accepts them', ({ skip }) => {
    const plain = [...files.keys()].filter((path) => path.startsWith('prometheus/rules/'));
    const shared = plain.filter((path) => !path.endsWith('palette-watchdog.yaml'));

    expect(rules.map((path) => path.replace('kubernetes', 'prometheus')).sort()).toEqual(shared.sort());
    for (const path of rules) {
      const object = parse(files.get(path) ?? '');
      const { groups } = parse(files.get(path.replace('kubernetes', 'prometheus')) ?? '');
      expect(names(object.spec.groups)).toEqual(names(groups));
      expect(object.metadata.labels).toMatchObject(site.settings.kubernetes.prometheusLabels);
      const faults = faultsOf(object, 'prometheusrules');
      if (faults === undefined) return skip(NO_DEFINITIONS);
      expect(faults, path).toEqual([]);
    }
  });

  test('have a ServiceMonitor that the operator accepts and that finds the exporter', ({ skip }) => {
    const faults = faultsOf(monitor, 'servicemonitors');
    if (faults === undefined) return skip(NO_DEFINITIONS);

    expect(faults).toEqual([]);
    expect(service.metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
    expect(monitor.metadata.namespace).toBe(service.metadata.namespace);
    expect(service.spec.ports.map((port: { name: string }) => port.name)).toContain(
      monitor.spec.endpoints[0].port,
    );
    expect(service.metadata.labels[monitor.spec.jobLabel]).toBe('palette-exporter');
  });

  test('have a Service and a policy that reach the pod of the Deployment', () => {
    const { metadata, spec } = pod as { metadata: Metadata; spec: { serviceAccountName: string } };

    expect(metadata.labels).toMatchObject(service.spec.selector);
    expect(metadata.labels).toMatchObject(deployment.spec.selector.matchLabels);
    expect(metadata.labels).toMatchObject(policy.spec.podSelector.matchLabels);
    expect(spec.serviceAccountName).toBe(account.metadata.name);
    expect(container.ports[0]).toEqual({ name: service.spec.ports[0].targetPort, containerPort: 9877 });
    expect(container.image).toBe(site.settings.kubernetes.exporter.image);
  });

  test('run the exporter where it listens, with what the restricted standard of Kubernetes asks for', () => {
    const { listen } = parseConfig(
      { palette: [{ name: 'pma', url: 'https://palette.example.com', apiKey: 'key' }] },
      'defaults',
    ).web;

    expect(container.ports[0].containerPort).toBe(listen.port);
    expect(pod.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.spec.automountServiceAccountToken).toBe(false);
  });

  test('are put together by kubectl, each object once', ({ skip }) => {
    if ('missing' in tools) return skip(tools.missing);
    const folder = mkdtempSync(join(tmpdir(), 'palette-kubernetes-'));
    folders.push(folder);
    writeBundle(folder, files);

    const text = execFileSync(tools.kubectl, ['kustomize', join(folder, 'kubernetes')], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });

    const objects = parseAllDocuments(text).map((document) => document.toJS());
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(['Deployment palette-exporter', 'PrometheusRule palette-cluster']),
    );
    expect(names.filter((one) => one.startsWith('ConfigMap'))).toHaveLength(10);
    expect(names.filter((one) => one.startsWith('PrometheusRule'))).toHaveLength(rules.length);
    const { namespace, alertmanager } = site.settings.kubernetes;
    for (const { kind, metadata } of objects) {
      expect(metadata.namespace).toBe(kind === 'Secret' ? alertmanager.namespace : namespace);
    }
  });

  test('have a Deployment and a Service of which kubectl knows every field', ({ skip }) => {
    if ('missing' in tools) return skip(tools.missing);
    // Both commands read the object into Kubernetes' own types, which drop what they do not know.
    expect(typed(['set', 'env', 'UNUSED=1'], deployment)).toMatchObject(withoutDefaults(deployment));
    expect(typed(['set', 'selector', 'unused=1'], service)).toMatchObject({
      spec: { ports: service.spec.ports },
    });
  });
});

function typed(command: readonly string[], object: object): object {
  const [verb = '', noun = '', ...values] = command;
  const args = [verb, noun, '--local', '--filename', '-', '--output', 'json', ...values];
  if ('missing' in tools) throw new Error(tools.missing);
  return JSON.parse(execFileSync(tools.kubectl, args, { input: JSON.stringify(object), encoding: 'utf8' }));
}

/** Lists are compared whole, and kubectl adds the variable to the container. */
function withoutDefaults(deployment: { spec: { template: { spec: { containers: object[] } } } }): object {
  const copy = structuredClone(deployment);
  const [container] = copy.spec.template.spec.containers;
  Object.assign(container ?? {}, { env: [{ name: 'UNUSED', value: '1' }] });
  return copy;
}

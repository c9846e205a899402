import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../../dashboards/index.ts';
import { verbatim } from '../../generator/kit/markdown.ts';
import { toJson } from '../../generator/kit/serialise.ts';
import { bundleOf } from '../../generator/outputs/bundle.ts';
import { dashboardJson } from '../../generator/outputs/grafana/dashboards/dashboard-json.ts';
import { whomToCall } from '../../generator/outputs/grafana/whom-to-call.ts';
import { loadSite } from '../../generator/site.ts';

const golden = join(import.meta.dirname, '../generator/golden/input');
const site = loadSite({
  contacts: join(golden, 'operations.md'),
  channels: join(golden, 'channels.yaml'),
  routing: join(golden, 'routing.yaml'),
  settings: join(golden, 'settings.yaml'),
});
const files = bundleOf(site);

describe('a fresh Grafana', () => {
  test('finds every dashboard in the folder that it is told of', () => {
    const { providers } = parse(files.get('grafana/provisioning/dashboards/palette.yaml') ?? '');

    expect(providers).toMatchObject([
      { folder: 'Palette', allowUiUpdates: false, options: { path: '/etc/grafana/dashboards/palette' } },
    ]);
    for (const { uid } of dashboards) expect(files.has(`grafana/dashboards/${uid}.json`)).toBe(true);
  });

  test('may change the dashboards only where the settings say so', () => {
    const [dashboard] = dashboards;
    if (dashboard === undefined) throw new Error('there is no dashboard');

    expect(dashboardJson(dashboard, dashboards)).toMatchObject({ editable: false });
    expect(dashboardJson(dashboard, dashboards, { editable: true })).toMatchObject({ editable: true });
  });

  test('finds the keys of every dashboard in one order', () => {
    for (const { uid } of dashboards) {
      const text = files.get(`grafana/dashboards/${uid}.json`) ?? '';
      expect(text).toBe(toJson(JSON.parse(text)));
      JSON.parse(text, (_key, value: unknown) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
        const keys = Object.keys(value).filter((key) => !/^\d+$/.test(key));
        expect(keys).toEqual([...keys].sort());
        return value;
      });
    }
  });

  test('finds a data source', () => {
    const { datasources } = parse(files.get('grafana/provisioning/datasources/palette.yaml') ?? '');

    expect(datasources).toMatchObject([
      { type: 'prometheus', isDefault: true, editable: false, jsonData: { timeInterval: '30s' } },
    ]);
  });
});

describe('the sidecar of kube-prometheus-stack', () => {
  test.each(dashboards.map(({ uid }) => uid))('finds %s in a ConfigMap', (uid) => {
    const map = parse(files.get(`kubernetes/dashboards/${uid}.yaml`) ?? '');

    expect(map).toMatchObject({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: uid, labels: { grafana_dashboard: '1' } },
    });
    expect(map.metadata.namespace).toMatch(/^[a-z0-9-]+$/);
    expect(map.data[`${uid}.json`]).toBe(files.get(`grafana/dashboards/${uid}.json`));
    // The limit of an object in Kubernetes, which `kubectl apply` doubles by its annotation of 256 KiB.
    expect(JSON.stringify(map).length).toBeLessThan(256 * 1024);
  });
});

test('the overview tells whom to call, in the names of the contact table', () => {
  const text = whomToCall(site.plan);
  const told = site.plan.rules
    .filter(({ severity }) => severity === 'critical')
    .flatMap(({ steps }) => steps.flatMap(({ tell }) => tell.map(({ person }) => person.name)));

  expect(told.length).toBeGreaterThan(0);
  for (const name of told) expect(text.includes(verbatim(name)), name).toBe(true);
  const shown = files.get('grafana/dashboards/palette-overview.json')?.includes(JSON.stringify(text));
  expect(shown).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dashboards } from '../../dashboards/index.ts';
import { verbatim } from '../../generator/kit/markdown.ts';
import { toJson } from '../../generator/kit/serialise.ts';
import { dashboardJson } from '../../generator/outputs/grafana/dashboards/dashboard-json.ts';
import { whomToCall } from '../../generator/outputs/grafana/whom-to-call.ts';
import { sharedBundleOf, siteOf } from '../kit/proved-sites.ts';

const site = siteOf('example');
const files = sharedBundleOf(site);

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

describe('a Grafana that sorts by title', () => {
  test('shows the dashboards in the order in which they are read, the overview first', () => {
    const titles = dashboards.map(({ uid }) => String(jsonOf(uid).title));

    expect(titles).toEqual([...titles].sort((a, b) => a.localeCompare(b)));
    expect(titles[0]).toBe('01 Palette overview');
  });
});

// By hand, by API, by file and by sidecar Grafana gets the same JSON; by file and sidecar nobody fills in anything.
describe.each(dashboards.map(({ uid }) => uid))('%s, however it is imported', (uid) => {
  test('has no question that only the form of the import answers', () => {
    expect(jsonOf(uid)).not.toHaveProperty('__inputs');
    expect(JSON.stringify(jsonOf(uid))).not.toMatch(/\$\{(?:DS|VAR)_/);
  });

  test('names its plugins, and is new wherever it comes to, with an address that stays', () => {
    const { __requires, id, version } = jsonOf(uid);

    expect(__requires).toEqual([
      expect.objectContaining({ type: 'grafana', version: '10.0.0' }),
      expect.objectContaining({ type: 'datasource', id: 'prometheus' }),
    ]);
    expect(id).toBeUndefined();
    expect(version).toBe(1);
    expect(uid.length).toBeLessThanOrEqual(40);
  });

  test('asks the data source that is chosen on it, and uses no variable that it does not have', () => {
    const { templating } = jsonOf(uid);
    const names = templating.list.map(({ name }) => name);
    const text = JSON.stringify(jsonOf(uid));
    const sources = [...text.matchAll(/"datasource":(\{[^}]*\})/g)].map(([, source = '']) =>
      JSON.parse(source),
    );
    const used = [...text.matchAll(/\$(?:\{(\w+)(?:[:.[][^}]*)?\}|(\w+))/g)].map(
      ([, braced, plain]) => braced ?? plain ?? '',
    );

    expect(templating.list[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source).toEqual({ type: 'prometheus', uid: '$datasource' });
    // A number after the sign stands for a group of a regular expression; two lines before a name are Grafana's own.
    expect(used.filter((name) => !/^(?:\d+|__\w+)$/.test(name) && !names.includes(name))).toEqual([]);
  });
});

interface Imported {
  readonly title: unknown;
  readonly id?: unknown;
  readonly version: unknown;
  readonly __requires: unknown;
  readonly templating: { readonly list: readonly { readonly name: string }[] };
}

function jsonOf(uid: string): Imported {
  return JSON.parse(files.get(`grafana/dashboards/${uid}.json`) ?? '');
}

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

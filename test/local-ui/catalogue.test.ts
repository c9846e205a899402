import { describe, expect, it } from 'vitest';
import { type CollectorInfo, catalogue, collectors } from '../../exporter/catalogue/catalogue.ts';
import { endpoints } from '../../exporter/local-ui/api/endpoints.ts';

const all: readonly CollectorInfo[] = [...collectors.localUiHost, ...collectors.localUiCluster];
const metrics = catalogue.filter(({ collector }) => collector !== undefined && all.includes(collector));

describe.each(metrics)('the metric $name', ({ name, help, type, labels, sourceLabels }) => {
  it('is named as promtool wants it', () => {
    expect(name).toMatch(/^palette_localui_[a-z0-9]+(_[a-z0-9]+)*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(count|sum|bucket|gauge|counter|milliseconds|minutes|percent|mb|gb)$/);
  });

  it('is explained in one sentence', () => {
    expect(help).toMatch(/^[A-Z][^.]*\.$|^[A-Z].*\b[a-z]+\/\S+.*\.$/);
  });

  it('has labels that collide with nothing and are bounded', () => {
    const names = [...sourceLabels, ...labels];

    expect(new Set(names).size).toBe(names.length);
    for (const label of names) {
      expect(label).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(label).not.toMatch(
        /^(cluster|job|instance|namespace|service|env|region|le|quantile)$|(^|_)(ip|address|vip|message|reason|error|time)$/,
      );
    }
  });

  it('belongs to a host or to a cluster, not to both', () => {
    const isOfCluster = labels.some((label) => label === 'cluster_uid');

    // Membership is what joins the two.
    if (name !== 'palette_localui_cluster_member')
      expect(isOfCluster).toBe(!(sourceLabels as readonly string[]).includes('edge_host'));
  });
});

it('no two Local UI metrics or collectors share a name', () => {
  const names = [...metrics, ...all].map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

it('every endpoint is read by a collector', () => {
  const read = new Set(all.flatMap(({ reads }) => reads));

  expect(Object.values(endpoints).filter((endpoint) => !read.has(endpoint))).toEqual([]);
});

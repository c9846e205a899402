import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Listening, listen } from '../../../exporter/simulator/listen.ts';
import { prometheusFiles } from '../../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite } from '../../../generator/site.ts';
import { startServer } from '../../kit/answering-server.ts';
import { eventually } from '../../kit/eventually.ts';
import { bundle } from '../../kit/run-bundle.ts';
import { type Prometheus, startPrometheus } from '../../kit/start-prometheus.ts';

const LINE = 'palette="pma",cluster_uid="c1",cluster_name="line",project="North"';
const EXPOSITION = `
palette_cluster_state{${LINE},state="Running"} 1
palette_cluster_state{palette="pma",cluster_uid="c2",cluster_name="office",project="North",state="Running"} 1
palette_cluster_state{palette="pma",cluster_uid="c3",cluster_name="twin",project="North",state="Running"} 1
palette_cluster_state{palette="pma",cluster_uid="c4",cluster_name="twin",project="South",state="Running"} 1
palette_virtual_machines_not_live_migratable{${LINE}} 2
palette_node_ready{${LINE},machine_pool="p",node="n1",edge_host_uid="h1"} 1
palette_exporter_collector_up{source="pma",collector="backups"} 0
palette_exporter_collector_up{source="pma",collector="clusters"} 1
`.trimStart();

describe('preflight', () => {
  let exporter: Listening;
  let prometheus: Prometheus;
  beforeAll(async () => {
    exporter = await listen(
      (_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(EXPOSITION),
      { host: '127.0.0.1' },
    );
    const rules = [...prometheusFiles(loadSite({}))].filter(([path]) => path.startsWith('prometheus/rules/'));
    const files = Object.fromEntries(rules.map(([path, text]) => [path.replace('prometheus/', ''), text]));
    prometheus = await startPrometheus({
      flavour: 'current',
      config: {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: Object.keys(files),
        scrape_configs: [
          { job_name: 'exporter', static_configs: [{ targets: [new URL(exporter.url).host] }] },
        ],
      },
      files,
    });
    await eventually('the blockers to be recorded', async () => {
      const found = await prometheus.query('palette:cluster_rollout_blockers');
      return found.length > 0;
    });
  });
  afterAll(async () => {
    await prometheus.close();
    await exporter.close();
  });

  test('names what stands in the way, what to do, and what is not known', async () => {
    const { code, out } = await preflight('line');

    expect(code).toBe(1);
    expect(out).toContain('Cluster line of project North');
    expect(out).toMatch(
      /^FAIL {2}virtual_machine_not_movable\s+2: virtual machines that cannot be moved.*; give them/m,
    );
    expect(out).toMatch(/^ok {4}node_not_ready\s+none: nodes that are not ready$/m);
    expect(out).toMatch(/^WARN {2}data\s+the collector backups of pma fails/m);
    expect(out).toMatch(/Do not roll: see the lines marked FAIL\.\n$/);
  });

  test('says that nothing stands in the way, as text and as JSON', async () => {
    const text = await preflight('office');
    const json = await preflight('c2', '--json');

    expect([text.code, json.code]).toEqual([0, 0]);
    expect(text.out).toMatch(/Nothing that is watched stands in the way\.\n$/);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, cluster: { cluster_name: 'office' } });
  });

  test('asks which one is meant, and names those that there are', async () => {
    const twins = await preflight('twin');
    const unknown = await preflight('lime');

    expect([twins.code, unknown.code]).toEqual([2, 2]);
    expect(twins.err).toContain('is the name of several: North of pma, South of pma');
    expect(unknown.err).toContain('there are line, office, twin');
    expect((await preflight('twin', '--project', 'South')).code).toBe(0);
  });

  test.each([
    ['http://127.0.0.1:1', 'does not answer'],
    ['somewhere', 'is not a URL'],
  ])('refuses %s', async (url, complaint) => {
    const { code, err } = await bundle(['preflight', '--cluster', 'line', '--prometheus', url]);

    expect(code).toBe(2);
    expect(err).toContain(complaint);
  });

  test.each([
    [
      200,
      '{"status":"success","data":{"groups":[]}}',
      'has no rule that records palette:cluster_rollout_blockers',
    ],
    [200, '<html>', 'answered something else than it should'],
    [401, 'who are you?', 'answered 401; reach it behind its login'],
  ])('says what is wrong where %d %s comes back', async (status, body, complaint) => {
    const { url } = await startServer((_, response) => response.writeHead(status).end(body));

    const { code, err } = await bundle(['preflight', '--cluster', 'line', '--prometheus', url.href]);

    expect(code).toBe(2);
    expect(err).toContain(complaint);
  });

  function preflight(cluster: string, ...more: readonly string[]) {
    return bundle(['preflight', '--cluster', cluster, '--prometheus', prometheus.url, ...more]);
  }
});

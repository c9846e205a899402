import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { composeFiles } from '../../../../generator/outputs/compose/compose-files.ts';
import { loadSite, type Site } from '../../../../generator/site.ts';
import { binaries } from '../../../kit/binaries.ts';
import { sharedBundleOf, siteOf } from '../../../kit/proved-sites.ts';
import { inputFolder, output, written } from '../../../kit/run-bundle.ts';

const exampleSite = siteOf('example');
const seconds = z.string().regex(/^\d+s$/);

/** The part of the Compose specification that is in use: a key that it does not have, or has elsewhere, is found. */
const composeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      profiles: z.array(z.string()).optional(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
      ports: z.array(z.string()),
      volumes: z
        .array(
          z.discriminatedUnion('type', [
            z.strictObject({
              type: z.literal('bind'),
              source: z.string(),
              target: z.string().startsWith('/'),
              read_only: z.literal(true),
              bind: z.strictObject({ create_host_path: z.literal(false) }),
            }),
            z.strictObject({
              type: z.literal('volume'),
              source: z.string(),
              target: z.string().startsWith('/'),
            }),
          ]),
        )
        .optional(),
      depends_on: z
        .record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))
        .optional(),
      networks: z.strictObject({ default: z.strictObject({ aliases: z.array(z.string()) }) }).optional(),
      healthcheck: z.strictObject({
        test: z.tuple([z.literal('CMD')], z.string()),
        interval: seconds,
        timeout: seconds,
        retries: z.int(),
        start_period: seconds,
      }),
      restart: z.literal('unless-stopped'),
      read_only: z.boolean().optional(),
      security_opt: z.array(z.string()),
      cap_drop: z.array(z.string()),
    }),
  ),
  volumes: z.record(z.string(), z.strictObject({})),
});

describe.each([
  ['the default site', siteOf('default')],
  ['the example site', exampleSite],
])('compose.yaml of %s', (_, site) => {
  const bundle = sharedBundleOf(site);
  const { services, volumes } = compose(bundle);
  const all = Object.entries(services);

  test('mounts only files and folders of the bundle, and volumes that it declares', () => {
    const mounts = all.flatMap(([, { volumes: own = [] }]) => own);
    const sources = mounts.filter(({ type }) => type === 'bind').map(({ source }) => source);
    const names = mounts.filter(({ type }) => type === 'volume').map(({ source }) => source);
    const paths = [...bundle.keys()];
    const lost = sources
      .filter((source) => !source.includes('PALETTE_EXPORTER_FOLDER'))
      .filter(
        (source) => !paths.some((path) => `./${path}` === source || `./${path}`.startsWith(`${source}/`)),
      );

    expect(sources.length).toBeGreaterThan(6);
    expect(lost).toEqual([]);
    expect(names.sort()).toEqual(Object.keys(volumes).sort());
  });

  test('pins every image, checks the health of every service, and serves on the loopback address alone', () => {
    for (const [name, { image, ports }] of all) {
      expect(image, name).toMatch(/:v?\d+\.\d+\.\d+$/);
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    }
    expect(all.map(([name]) => name).sort()).toEqual([
      'alertmanager',
      'demo',
      'grafana',
      'mailpit',
      'palette',
      'prometheus',
    ]);
  });

  test('waits only for services that are there without a profile', () => {
    const awaited = all.flatMap(([, { depends_on = {} }]) => Object.keys(depends_on));

    expect(awaited.sort()).toEqual(['alertmanager', 'mailpit', 'prometheus']);
    for (const name of awaited) expect(services[name]).not.toHaveProperty('profiles');
  });

  test('holds no secret', () => {
    expect(bundle.get('compose.yaml')).not.toMatch(/passw(?!ord to keep)|token|secret(?!s)|api.?key/i);
  });

  test('the programs find one another under the names of their services', () => {
    const known = all.flatMap(([name, { networks }]) => [name, ...(networks?.default.aliases ?? [])]);
    const text = [
      'prometheus/prometheus',
      'alertmanager/alertmanager',
      'grafana/provisioning/datasources/palette',
    ]
      .map((path) => bundle.get(`compose/${path}.yaml`))
      .join('\n');
    const addresses = [
      ...text.matchAll(/\b(?:targets|smtp_smarthost|url)\b[^\n]*?(?:\n\s+- )?([a-z]+):(\d{4})\b/g),
    ];
    const hosts = [...new Set(addresses.map(([, host]) => host))].sort();

    expect(hosts).toEqual(['alertmanager', 'exporter', 'mailpit', 'prometheus']);
    expect(hosts.filter((host) => !known.includes(host ?? ''))).toEqual([]);
  });

  test('the real programs accept what is mounted', () => {
    const folder = written(site);
    const { promtool, amtool } = binaries('current');

    expect(output(promtool, ['check', 'config', 'compose/prometheus/prometheus.yaml'], folder)).toContain(
      'SUCCESS',
    );
    expect(output(amtool, ['check-config', 'compose/alertmanager/alertmanager.yaml'], folder)).toContain(
      'SUCCESS',
    );
  });

  test('among containers nothing differs but addresses and the mail server', () => {
    const changed = (path: string) => {
      const shipped = new Set(bundle.get(path)?.split('\n'));
      const lines = bundle.get(`compose/${path}`)?.split('\n') ?? [];
      return lines.filter((line) => !shipped.has(line)).map((line) => line.trim().replace(/:.*/, ''));
    };

    expect(new Set(changed('alertmanager/alertmanager.yaml'))).toEqual(
      new Set(['smtp_smarthost', 'smtp_require_tls']),
    );
    expect(changed('grafana/provisioning/datasources/palette.yaml')).toEqual(['url']);
  });
});

test('a profile brings the simulated Palette, another one yours, and both are the exporter', () => {
  const { demo, palette } = compose(composeFiles(siteOf('default'))).services;

  expect(demo?.networks).toEqual(palette?.networks);
  expect(demo).toMatchObject({ profiles: ['demo'], command: ['demo', '--listen', '0.0.0.0:9877'] });
  expect(palette).toMatchObject({
    profiles: ['palette'],
    command: ['serve', '--config', '/etc/palette-exporter/exporter.yaml'],
  });
});

test('the image is the one of the settings, which takes none that Compose would fill in', () => {
  const settings = (name: string) =>
    `kubernetes: { exporter: { image: "registry.example.com/${name}:1.2.3" } }`;
  const site = (name: string) => loadSite(inputFolder({ settings: settings(name) }));
  const { services } = compose(composeFiles(site('monitoring/palette-exporter')));

  expect(services.demo?.image).toBe('registry.example.com/monitoring/palette-exporter:1.2.3');
  expect(() => site('palette$X')).toThrow('kubernetes.exporter.image: must be the name of an image');
});

test('contact points with a secret of a file are left out, since Grafana would not start without the file', () => {
  const mounted = (site: Site) => composeFiles(site).get('compose.yaml')?.includes('contact-points.yaml');
  const points = sharedBundleOf(exampleSite).get('grafana/provisioning/alerting/contact-points.yaml');

  expect(mounted(siteOf('default'))).toBe(true);
  expect(mounted(exampleSite)).toBe(!points?.includes('$__file{'));
  expect(points).toContain('$__file{');
});

test.each([
  [200, 0],
  [503, 1],
])('the health check of the exporter takes %i for %i', async (status, code) => {
  const server = createServer((_, response) => void response.writeHead(status).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const check = compose(composeFiles(siteOf('default'))).services.demo?.healthcheck.test ?? [];
  const [program, ...args] = check.slice(1).map((word) => word.replace(':9877/', `:${port}/`));

  const child = spawn(program === 'node' ? process.execPath : '', args, { stdio: 'inherit' });
  const [ended] = await once(child, 'exit');
  server.close();

  expect(ended).toBe(code);
});

function compose(bundle: ReadonlyMap<string, string>) {
  return composeSchema.parse(parse(bundle.get('compose.yaml') ?? '', { version: '1.1' }));
}

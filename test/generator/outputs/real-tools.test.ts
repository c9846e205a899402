import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { alertmanagerFiles } from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { prometheusFiles } from '../../../generator/outputs/prometheus/prometheus-files.ts';
import { loadSite } from '../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../kit/binaries.ts';
import { siteOf } from '../../kit/proved-sites.ts';
import { output, written } from '../../kit/run-bundle.ts';

const input = join(import.meta.dirname, '../golden/input');
const sites = {
  'the default site': {},
  'the example site': {
    contacts: join(input, 'operations.md'),
    channels: join(input, 'channels.yaml'),
    routing: join(input, 'routing.yaml'),
    settings: join(input, 'settings.yaml'),
  },
};

describe.each(FLAVOURS)('the real programs (%s)', (flavour) => {
  describe.each(Object.entries(sites))('find nothing wrong with %s:', (_, sources) => {
    let folder = '';
    let tools: ReturnType<typeof binaries>;
    beforeAll(() => {
      tools = binaries(flavour);
      folder = written(loadSite(sources), prometheusFiles, alertmanagerFiles);
    });

    const files = (path: string) => readdirSync(join(folder, path)).map((name) => join(path, name));

    test('rules', () => {
      const said = output(
        tools.promtool,
        ['check', 'rules', '--lint=all', '--lint-fatal', ...files('prometheus/rules')],
        folder,
      );

      expect(said).toContain('SUCCESS');
    });

    test('rule tests', () => {
      expect(
        output(tools.promtool, ['test', 'rules', 'prometheus/tests/palette-cluster.yaml'], folder),
      ).toContain('SUCCESS');
    });

    test('scrape configuration', () => {
      expect(output(tools.promtool, ['check', 'config', 'prometheus/prometheus.yaml'], folder)).toContain(
        'SUCCESS',
      );
    });

    test('routing', () => {
      expect(output(tools.amtool, ['check-config', 'alertmanager/alertmanager.yaml'], folder)).toContain(
        'SUCCESS',
      );
    });

    test.each([
      ['palette.subject', 'text'],
      ['palette.text', 'text'],
      ['palette.chat', 'text'],
      ['palette.teams', 'text'],
      ['palette.incident', 'text'],
      ['palette.short', 'text'],
      ['palette.silence.url', 'text'],
      ['palette.telegram', 'html'],
      ['palette.mail.html', 'html'],
    ])('notification text %s', (name, type) => {
      const args = ['template', 'render', '--template.glob=alertmanager/*.tmpl', `--template.type=${type}`];

      const text = output(tools.amtool, [...args, `--template.text={{ template "${name}" . }}`], folder);

      expect(text.trim()).not.toBe('');
    });
  });

  test('play the end of the turns, hold its rule for sound, and read the hours of the turns', () => {
    const tools = binaries(flavour);
    const folder = written(siteOf('turns'), prometheusFiles, alertmanagerFiles);
    const long = readdirSync(join(folder, 'prometheus/tests')).filter((name) => /exporter-\d{4}d/.test(name));
    const said = [
      output(tools.promtool, ['test', 'rules', `prometheus/tests/${long[0]}`], folder),
      output(
        tools.promtool,
        ['check', 'rules', '--lint=all', '--lint-fatal', 'prometheus/rules/palette-exporter.yaml'],
        folder,
      ),
      output(tools.amtool, ['check-config', 'alertmanager/alertmanager.yaml'], folder),
    ];

    expect(long).toHaveLength(1);
    for (const text of said) expect(text).toContain('SUCCESS');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { alertmanagerFiles } from '../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { prometheusFiles } from '../../../generator/outputs/prometheus/prometheus-files.ts';
import { binaries, FLAVOURS } from '../../kit/binaries.ts';
import { siteOf } from '../../kit/proved-sites.ts';
import { output, written } from '../../kit/run-bundle.ts';

const folders = new Map<string, string>();

/** What is generated does not depend on the release that reads it. */
function folderOf(name: string): string {
  const folder = folders.get(name) ?? written(siteOf(name), prometheusFiles, alertmanagerFiles);
  folders.set(name, folder);
  return folder;
}

describe.each(FLAVOURS)('the real programs (%s)', (flavour) => {
  describe.each(['default', 'example'])('find nothing wrong with the %s site:', (name) => {
    let folder = '';
    let tools: ReturnType<typeof binaries>;
    beforeAll(() => {
      tools = binaries(flavour);
      folder = folderOf(name);
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

    // All of them are read, and one of each component is played; the others are those of test/integration/alert-proof.test.ts.
    test('rule tests', () => {
      const tests = files('prometheus/tests');
      const played = files('prometheus/rules').flatMap((path) => {
        const own = tests.find((each) => basename(each) === basename(path));
        return own ? (/name: (\w+ fires)$/m.exec(readFileSync(join(folder, own), 'utf8'))?.[1] ?? []) : [];
      });

      const said = output(
        tools.promtool,
        ['test', 'rules', `--run=^(${played.join('|')})$`, ...tests],
        folder,
      );

      expect(played.length).toBeGreaterThan(10);
      expect(said.match(/SUCCESS/g)).toHaveLength(tests.length);
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
    ])('notification text %s', (template, type) => {
      const args = ['template', 'render', '--template.glob=alertmanager/*.tmpl', `--template.type=${type}`];

      const text = output(tools.amtool, [...args, `--template.text={{ template "${template}" . }}`], folder);

      expect(text.trim()).not.toBe('');
    });
  });

  test('play the end of the turns, hold its rule for sound, and read the hours of the turns', () => {
    const tools = binaries(flavour);
    const folder = folderOf('turns');
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

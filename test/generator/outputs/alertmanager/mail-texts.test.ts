import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageText } from '../../../../exporter/package.ts';
import { alertmanagerTexts } from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import { binaries, FLAVOURS } from '../../../kit/binaries.ts';
import { siteOf } from '../../../kit/proved-sites.ts';
import { output } from '../../../kit/run-bundle.ts';
import { temporaryFolder } from '../../../kit/temporary.ts';

const RUNBOOK = 'What it means\n<It> is.\n\nFirst steps\n1. `df -h & <x>` in **Logs**\n\nWhat helps\nTime.';
/** One that is over in front of two that fire. */
const ALERTS = ['resolved', 'firing', 'firing'].map((status, index) => ({
  status,
  labels: { alertname: 'PaletteNodeNotReady', component: 'node', severity: 'critical', node: `n${index}` },
  annotations: { summary: 'Not ready.', description: `Node n${index} is not ready.`, runbook: RUNBOOK },
  startsAt: '2026-11-28T02:11:00Z',
  endsAt: '2026-11-28T03:11:00Z',
}));

describe.each(FLAVOURS)('a message about several alerts (%s)', (flavour) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'palette.tmpl'), alertmanagerTexts(siteOf('default'))['palette.tmpl']);
  const data = { receiver: 'r', status: 'firing', externalURL: 'https://am.example.com', alerts: ALERTS };
  writeFileSync(join(folder, 'data.json'), JSON.stringify(data));
  const rendered = (text: string, type: 'text' | 'html') => {
    const args = ['template', 'render', '--template.glob=palette.tmpl', '--template.data=data.json'];
    return output(
      binaries(flavour).amtool,
      [...args, `--template.type=${type}`, `--template.text=${text}`],
      folder,
    );
  };
  const whole = (name: string) => `{{ template "${name}" . }}`;
  const inline = (name: string) => packageText('generator', 'templates', 'inline', `${name}.tmpl`);

  test.each([
    ['the mail', whole('palette.mail.html')],
    ['the mail of an AlertmanagerConfig', inline('palette.mail.html')],
  ])('%s has the steps once, below the first that fires, and the colours of day and night', (_, text) => {
    const html = rendered(text, 'html');

    expect(html.split('What it means')).toHaveLength(2);
    expect(html.indexOf('What it means')).toBeGreaterThan(html.indexOf('Node n1'));
    expect(html).toContain('&lt;It&gt; is.');
    expect(html).toMatch(/<meta name=["']color-scheme["'] content=["']light dark["']>/);
    expect(html).not.toMatch(/href=["']["']/);
  });

  test('the mail shows commands and names of menus as such', () => {
    const html = rendered(whole('palette.mail.html'), 'html');

    expect(html).toContain('<b>First steps</b>\n1. <code>df -h &amp; &lt;x&gt;</code> in <b>Logs</b>');
  });

  test.each(['palette.chat', 'palette.teams', 'palette.incident', 'palette.telegram'])(
    '%s tells of those that fire, in both forms',
    (name) => {
      const type = name === 'palette.telegram' ? 'html' : 'text';
      for (const text of [rendered(whole(name), type), rendered(inline(name), type)]) {
        expect(text).toContain('Node n1 is not ready.\n');
        expect(text).toContain('Node n2 is not ready.\n');
        expect(text).not.toContain('Node n0');
        expect(text.split('First steps')).toHaveLength(2);
      }
    },
  );
});

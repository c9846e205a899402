import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import { toldTemplate } from '../../../../generator/outputs/alertmanager/told-template.ts';
import { loadSite } from '../../../../generator/site.ts';
import { binaries, FLAVOURS } from '../../../kit/binaries.ts';
import { inputFolder, output } from '../../../kit/run-bundle.ts';
import { temporaryFolder } from '../../../kit/temporary.ts';

const NAME = 'Ada "x" }} {{ .Nothing }} \\d <b>';

test.each(FLAVOURS)('Alertmanager says who is told, by the labels of the alert (%s)', (flavour) => {
  const contacts = [
    { name: NAME, roles: ['Ops'], email: 'ada@example.com' },
    { name: 'Bea', roles: ['Ops'], rank: 'backup', email: 'bea@example.com' },
    {
      name: 'Cleo',
      roles: ['North'],
      channels: [{ type: 'webhook', url: 'http://127.0.0.1:9/token' }],
    },
  ];
  const routes = [
    { tell: 'North', projects: ['north*', 'a.b'] },
    { tell: 'Ops', escalate: [{ after: '30m', to: 'backup' }] },
  ];
  const site = loadSite(
    inputFolder({ contacts: toYaml({ contacts }), routing: toYaml({ fallback: 'Ops', routes }) }),
  );
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'told.tmpl'), toldTemplate(site.plan));
  const told = (labels: object) => {
    const args = ['template', 'render', '--template.glob=*.tmpl', '--template.data=data.json'];
    const text = '--template.text={{ range .Alerts }}{{ template "palette.told" . }}{{ end }}';
    writeFileSync(
      join(folder, 'data.json'),
      JSON.stringify({ receiver: 'r', status: 'firing', alerts: [{ status: 'firing', labels }] }),
    );
    return output(binaries(flavour).amtool, [...args, text], folder).trim();
  };

  const ours = { component: 'cluster', severity: 'critical' };
  const ops = `at once: ${NAME} (e-mail ada@example.com); after 30m without a silence: Bea (e-mail bea@example.com)`;
  expect(told(ours)).toBe(ops);
  expect(told({ ...ours, project: 'aXb' })).toBe(ops);
  expect(told({ ...ours, project: 'north-1' })).toBe('at once: Cleo');
  expect(told({ ...ours, project: 'a.b', severity: 'warning' })).toBe('at once: Cleo');
  expect(told({ ...ours, severity: 'info' })).toBe('');
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { binaries, FLAVOURS, versionOf } from '../kit/binaries.ts';
import { eventually } from '../kit/eventually.ts';
import { temporaryFolder } from '../kit/folder.ts';
import { type MailSink, startMailSink } from '../kit/mail-sink.ts';
import { startProgram } from '../kit/program.ts';
import {
  checkAlertmanagerConfig,
  checkMetrics,
  checkPrometheusConfig,
  checkRules,
  receiversOf,
  testRules,
} from '../kit/prometheus-tools.ts';
import { type Alertmanager, startAlertmanager } from '../kit/start-alertmanager.ts';
import { type Prometheus, startPrometheus } from '../kit/start-prometheus.ts';
import { startWebhookSink } from '../kit/webhook-sink.ts';

const LAMP_OUT = {
  alert: 'LampOut',
  expr: 'lamp_on == 0',
  labels: { severity: 'warning' },
  annotations: { summary: 'Lamp {{ $labels.lamp }} is out' },
};
const RULES = { groups: [{ name: 'lamps', rules: [LAMP_OUT] }] };
const AT_ONCE = { group_wait: '10ms', group_interval: '1s' };

describe('eventually', () => {
  test('returns what the check came up with', async () => {
    let looks = 0;

    const seen = await eventually('the third look', () => (++looks < 3 ? undefined : looks));

    expect(seen).toBe(3);
  });

  test('says what it waited for and what it saw last', async () => {
    const look = () => eventually('a lamp', () => expect('dark').toBe('bright'), 10);

    await expect(look).rejects.toThrow(/waited 0.01 s for a lamp; last seen: expected 'dark' to be 'bright'/);
  });
});

describe('startProgram', () => {
  test('shows the output of a program that does not come up', async () => {
    const start = () =>
      startPrometheus({ flavour: 'floor', config: 'scrape_configs: nonsense', args: ['--log.level=debug'] });

    await expect(start).rejects.toThrow(/prometheus did not come up: it ended with exit code 2\n.*nonsense/s);
  });

  test('names a program that is not there', async () => {
    await expect(() => startProgram('/nowhere/prometheus', [])).rejects.toThrow(/ENOENT/);
  });
});

describe.each(FLAVOURS)('%s', (flavour) => {
  test('is a version the generated files are written for', () => {
    const { prometheus, alertmanager } = binaries(flavour);

    expect(versionOf(prometheus)).toMatch(/^(2\.5[3-9]|[3-9]\.|\d\d)/);
    expect(versionOf(alertmanager)).toMatch(/^(0\.(2[89]|[3-9]\d)|[1-9])/);
  });

  describe('from a rule to a mail', () => {
    let lamp: Lamp;
    let sink: MailSink;
    let alertmanager: Alertmanager;
    let prometheus: Prometheus;

    beforeAll(async () => {
      lamp = await startLamp();
      sink = await startMailSink({ auth: { username: 'alerts', password: 'not-a-secret' } });
      alertmanager = await startAlertmanager({ flavour, config: mailEverything(sink) });
      prometheus = await startPrometheus({
        flavour,
        config: watch(lamp, alertmanager),
        files: { 'rules.yml': RULES },
      });
    });

    afterAll(() => Promise.all([prometheus, alertmanager, sink, lamp].map((part) => part?.close())));

    test('a firing alert arrives at its receiver, then the word that it is over', async () => {
      await eventually('a scrape', async () =>
        expect(await prometheus.query('lamp_on')).toMatchObject([{ labels: { lamp: 'hall' }, value: 1 }]),
      );
      expect(await prometheus.targets()).toMatchObject([{ health: 'up', scrapeUrl: `${lamp.url}/metrics` }]);
      expect(await prometheus.query('scalar(lamp_on)')).toEqual([{ labels: {}, value: 1 }]);

      lamp.on = false;
      await eventually('the alert to fire', async () =>
        expect(await prometheus.alerts()).toMatchObject([
          { state: 'firing', labels: { alertname: 'LampOut', lamp: 'hall' } },
        ]),
      );
      await eventually('the mail', () => expect(sink.mails).toHaveLength(1));
      lamp.on = true;
      await eventually('the second mail', () => expect(sink.mails).toHaveLength(2));

      const [fired, resolved] = sink.mails;
      expect(fired).toMatchObject({
        recipients: ['electrician@example.com'],
        from: 'alertmanager@example.com',
        to: ['electrician@example.com'],
        subject: '[FIRING:1] LampOut',
        text: expect.stringContaining('Lamp hall is out'),
      });
      expect(resolved).toMatchObject({
        recipients: ['electrician@example.com'],
        subject: '[RESOLVED] LampOut',
      });
    });

    test('a reload brings other rules', async () => {
      const rules = { groups: [{ name: 'lamps', rules: [{ record: 'lamps', expr: 'vector(7)' }] }] };

      await prometheus.reload(watch(lamp, alertmanager), { 'rules.yml': rules });

      await eventually('the recorded series', async () =>
        expect(await prometheus.query('lamps')).toEqual([{ labels: { __name__: 'lamps' }, value: 7 }]),
      );
    });
  });

  test('posted alerts reach a webhook, silenced ones do not', async () => {
    const hook = await startWebhookSink();
    onTestFinished(hook.close);
    const config = {
      route: { receiver: 'hook', group_by: ['alertname'], ...AT_ONCE },
      receivers: [{ name: 'hook', webhook_configs: [{ url: `${hook.url}/lamps` }] }],
    };
    const alertmanager = await startAlertmanager({ flavour, config });
    onTestFinished(alertmanager.close);
    const silence = await alertmanager.silence({ lamp: 'cellar' });

    await alertmanager.post(
      { labels: { alertname: 'LampOut', lamp: 'cellar' } },
      { labels: { alertname: 'LampOut', lamp: 'hall' } },
    );

    await eventually('the webhook', () => expect(hook.calls).toHaveLength(1));
    expect(hook.calls[0]).toMatchObject({
      path: '/lamps',
      body: { status: 'firing', receiver: 'hook', alerts: [{ labels: { lamp: 'hall' } }] },
    });
    expect(await alertmanager.silences()).toMatchObject([{ id: silence, status: { state: 'active' } }]);
    expect(await alertmanager.alerts()).toContainEqual(
      expect.objectContaining({ status: expect.objectContaining({ silencedBy: [silence] }) }),
    );
  });

  test('promtool checks rules, their tests, configurations and metrics', async () => {
    const unitTest = (value: string) => ({
      rule_files: ['rules.yml'],
      tests: [
        {
          input_series: [{ series: 'lamp_on{lamp="hall"}', values: value }],
          promql_expr_test: [
            {
              expr: 'count(ALERTS)',
              eval_time: '1m',
              exp_samples: [{ value: 1 }],
            },
          ],
        },
      ],
    });
    const folder = await temporaryFolder({
      'rules.yml': RULES,
      'twice.yml': { groups: [{ name: 'lamps', rules: [LAMP_OUT, LAMP_OUT] }] },
      'out.yml': unitTest('0 0 0'),
      'on.yml': unitTest('1 1 1'),
      'prometheus.yml': { rule_files: ['rules.yml'] },
      'missing.yml': { rule_files: ['nowhere.yml'] },
    });
    onTestFinished(folder.remove);
    const file = (name: string) => `${folder.path}/${name}`;

    expect(await checkRules(flavour, file('rules.yml'))).toMatchObject({ accepted: true });
    expect(await checkRules(flavour, file('twice.yml'))).toMatchObject({ accepted: false });
    expect(await testRules(flavour, file('out.yml'))).toMatchObject({ accepted: true });
    expect(await testRules(flavour, file('on.yml'))).toMatchObject({ accepted: false });
    expect(await checkPrometheusConfig(flavour, file('prometheus.yml'))).toMatchObject({ accepted: true });
    expect(await checkPrometheusConfig(flavour, file('missing.yml'))).toMatchObject({
      accepted: false,
      output: expect.stringContaining('nowhere.yml'),
    });
    expect(await checkMetrics(flavour, '# HELP lamp_on Lit.\n# TYPE lamp_on gauge\nlamp_on 1\n')).toEqual({
      accepted: true,
      output: '',
    });
    expect(await checkMetrics(flavour, '# TYPE lamps counter\nlamps 1\n')).toMatchObject({ accepted: false });
  });

  test('amtool checks a configuration and follows its routes', async () => {
    const folder = await temporaryFolder({
      'good.yml': {
        route: {
          receiver: 'porter',
          routes: [
            { matchers: ['lamp="hall, left"'], receiver: 'electrician', continue: true },
            { matchers: ['severity="critical"'], receiver: 'manager' },
          ],
        },
        receivers: [{ name: 'porter' }, { name: 'electrician' }, { name: 'manager' }],
      },
      'bad.yml': { route: { receiver: 'nobody' }, receivers: [] },
    });
    onTestFinished(folder.remove);
    const good = `${folder.path}/good.yml`;

    expect(await checkAlertmanagerConfig(flavour, good)).toMatchObject({ accepted: true });
    expect(await checkAlertmanagerConfig(flavour, `${folder.path}/bad.yml`)).toMatchObject({
      accepted: false,
      output: expect.stringContaining('nobody'),
    });
    expect(await receiversOf(flavour, good, { lamp: 'hall, left', severity: 'critical' })).toEqual([
      'electrician',
      'manager',
    ]);
    expect(await receiversOf(flavour, good, { lamp: 'cellar' })).toEqual(['porter']);
  });
});

interface Lamp {
  on: boolean;
  readonly url: string;
  close(): Promise<void>;
}

/** The smallest exporter there can be. */
async function startLamp(): Promise<Lamp> {
  const lamp = { on: true };
  const server: Server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`lamp_on{lamp="hall"} ${Number(lamp.on)}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(lamp, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

function watch(lamp: Lamp, alertmanager: Alertmanager): unknown {
  return {
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
    scrape_configs: [{ job_name: 'lamps', static_configs: [{ targets: [new URL(lamp.url).host] }] }],
  };
}

function mailEverything(sink: MailSink): unknown {
  const mail = {
    to: 'electrician@example.com',
    from: 'alertmanager@example.com',
    smarthost: sink.address,
    require_tls: false,
    auth_username: 'alerts',
    auth_password: 'not-a-secret',
    headers: {
      Subject:
        '[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:1{{ end }}] {{ .GroupLabels.alertname }}',
    },
    text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}',
    html: '',
    send_resolved: true,
  };
  return {
    route: { receiver: 'mail', group_by: ['alertname'], ...AT_ONCE },
    receivers: [{ name: 'mail', email_configs: [mail] }],
  };
}

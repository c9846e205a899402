import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alerts } from '../../alerts/index.ts';
import { inhibitions, mutedBy } from '../../alerts/kit/inhibition.ts';
import { inhibitRules } from '../../generator/outputs/alertmanager/inhibit-rules.ts';
import { matcherText } from '../../generator/outputs/alertmanager/matcher-text.ts';
import { FLAVOURS } from '../kit/binaries.ts';
import { eventually } from '../kit/eventually.ts';
import { type Alertmanager, startAlertmanager } from '../kit/start-alertmanager.ts';

type Labels = Record<string, string>;

/** What kube-prometheus-stack configures by itself: it pairs alerts of one name and namespace. */
const STACK_RULES = [
  {
    source_matchers: ['severity = critical'],
    target_matchers: ['severity =~ warning|info'],
    equal: ['namespace', 'alertname'],
  },
  {
    source_matchers: ['severity = warning'],
    target_matchers: ['severity = info'],
    equal: ['namespace', 'alertname'],
  },
];

/** Labels of an alert as Prometheus sends it from the cluster in which the exporter runs. */
function labelsOf(name: string, run: string, change: Labels = {}): Labels {
  const alert = alerts.find((one) => one.name === name);
  if (alert === undefined) throw new Error(`there is no alert ${name}`);
  const { severity, component, tests } = alert;
  // Labels of one case never equal those of another one, so that all can be tried at once.
  const own = Object.fromEntries(
    Object.entries(tests.firing.labels).map(([label, value]) => [label, `${run} ${value}`]),
  );
  return { ...own, severity, component, namespace: 'monitoring', alertname: name, ...change };
}

describe.each(FLAVOURS)('the real Alertmanager (%s)', (flavour) => {
  let alertmanager: Alertmanager;
  beforeAll(async () => {
    alertmanager = await startAlertmanager({
      flavour,
      config: {
        route: { receiver: 'nobody' },
        receivers: [{ name: 'nobody' }],
        inhibit_rules: [
          ...STACK_RULES,
          ...inhibitRules().map(({ source, target, equal }) => ({
            source_matchers: source.map(matcherText),
            target_matchers: target.map(matcherText),
            equal,
          })),
        ],
      },
    });
  });
  afterAll(() => alertmanager?.close());

  test('mutes what the topology says, of the same object and no other', async () => {
    const muted: Labels[] = [];
    const heard: Labels[] = [];
    inhibitions.forEach((inhibition, index) => {
      const [first = ''] = inhibition.equal;
      heard.push(labelsOf(inhibition.source, `${index}`));
      for (const target of mutedBy(inhibition, alerts)) {
        // Of those of kube-prometheus-stack only the labels are known that they share with the source.
        const ours = alerts.some(({ name }) => name === target);
        const labels = labelsOf(ours ? target : inhibition.source, `${index}`, { alertname: target });
        muted.push(labels);
        heard.push({ ...labels, [first]: `other than ${index}, ${target}` });
      }
    });
    await alertmanager.post(...[...muted, ...heard].map((labels) => ({ labels })));

    await eventually('all alerts to be judged', async () => {
      const held = await alertmanager.alerts();
      const states = new Map(held.map(({ labels, status }) => [keyOf(labels), status.state]));
      const isMuted = new Set(muted.map(keyOf));
      for (const labels of muted) expect(states.get(keyOf(labels)), keyOf(labels)).toBe('suppressed');
      for (const labels of heard.filter((one) => !isMuted.has(keyOf(one))))
        expect(states.get(keyOf(labels)), keyOf(labels)).toBe('active');
      return true;
    });
  });

  test('mutes nothing of ours by the default rules of kube-prometheus-stack', async () => {
    const pairs = alerts.map(({ name }) => [labelsOf(name, 'east'), labelsOf(name, 'west')]);
    const all = pairs.flat();
    const keys = new Set(all.map(keyOf));
    await alertmanager.post(...all.map((labels) => ({ labels })));

    const held = await alertmanager.alerts();

    for (const { labels, status } of held.filter((one) => keys.has(keyOf(one.labels)))) {
      const source = held.find(({ fingerprint }) => status.inhibitedBy.includes(fingerprint));
      if (source !== undefined) expect(source.labels.alertname, keyOf(labels)).not.toBe(labels.alertname);
    }
  });
});

function keyOf(labels: Readonly<Labels>): string {
  return JSON.stringify(Object.entries(labels).sort());
}

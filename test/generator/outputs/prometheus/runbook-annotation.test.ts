import { expect, test } from 'vitest';
import { alerts } from '../../../../alerts/index.ts';
import { prometheusRules } from '../../../../generator/outputs/kubernetes/prometheus-rule.ts';
import { runbookAnnotation } from '../../../../generator/outputs/prometheus/runbook-annotation.ts';
import { loadSite } from '../../../../generator/site.ts';

/** What fits into the annotations of an object, and with it into the one that `kubectl apply` writes. */
const ANNOTATIONS = 262_144;

function alertCalled(name: string) {
  const found = alerts.find((alert) => alert.name === name);
  if (found === undefined) throw new Error(`there is no alert ${name}`);
  return found;
}

test('labels of the alert are filled into the commands of its runbook, and what it does not know stays', () => {
  const runbook = runbookAnnotation(alertCalled('PaletteClusterQuorumLost'));

  expect(runbook).toContain('palette_node_healthy{cluster_name="{{ $labels.cluster_name }}"} == 0');
  expect(runbook).toContain('crictl logs <etcd container>');
});

test('a line goes on where it only ended with the page, so that a command is one', () => {
  const alert = alertCalled('PaletteClusterQuorumLost');
  const diagnosis = 'Units:\n`a` and\n`b`.\n\n1. Run `c --d\n   e` and\n   **Look**.\n2. Then:\n- f\n';

  expect(runbookAnnotation({ ...alert, runbook: { ...alert.runbook, diagnosis } })).toContain(
    'First steps\nUnits: `a` and `b`.\n\n1. Run `c --d e` and **Look**.\n2. Then:\n- f\n\nWhat helps\n',
  );
});

test('what looks like a template in a runbook is none', () => {
  const alert = alertCalled('PaletteClusterQuorumLost');
  const meaning = 'See {{ .Names }} of <node>.';

  expect(runbookAnnotation({ ...alert, runbook: { ...alert.runbook, meaning } })).toContain(
    'See {{ "{{" }} .Names }} of <node>.',
  );
});

test('each object of rules, runbooks included, is one that kubectl can apply', () => {
  const sizes = prometheusRules(loadSite({})).map((rule) => Buffer.byteLength(JSON.stringify(rule)));

  expect(sizes.length).toBeGreaterThan(5);
  expect(Math.max(...sizes)).toBeLessThan(ANNOTATIONS);
});

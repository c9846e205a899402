import { expect, test } from 'vitest';
import { type AlertDefinition, defineAlerts } from '../../../alerts/kit/alert.ts';

const definition: AlertDefinition = {
  severity: 'warning',
  expr: () => 'x == 0',
  for: '5m',
  summary: 'It fails.',
  description: 'It fails on {{ $labels.node }}.',
  runbook: { meaning: '', impact: '', diagnosis: '', mitigation: '' },
  tests: {
    firing: { series: {}, at: '10m', labels: { palette: 'pma', node: 'node-1' } },
    quiet: [],
    resolved: { series: {}, at: '20m' },
  },
};

test('alerts bear the names of the record, in its order, and the component', () => {
  const alerts = defineAlerts('node', { Second: definition, First: definition });

  expect(alerts).toMatchObject([
    { name: 'Second', component: 'node' },
    { name: 'First', component: 'node' },
  ]);
});

test('an alert that says no more is read from the Palette API, identified by what it fires with', () => {
  const [alert] = defineAlerts('node', { Plain: definition });

  expect(alert).toMatchObject({
    source: 'palette',
    thresholds: [],
    dashboard: 'palette-cluster',
    identity: ['palette', 'node'],
  });
});

test('what Local UI tells is shown on the dashboard of the appliance, unless the alert names another one', () => {
  const [usual, own] = defineAlerts('node', {
    Usual: { ...definition, source: 'localUi' },
    Own: { ...definition, source: 'localUi', dashboard: 'palette-hosts' },
  });

  expect(usual).toMatchObject({ dashboard: 'palette-appliance' });
  expect(own).toMatchObject({ dashboard: 'palette-hosts' });
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../../../generator/kit/serialise.ts';
import {
  alertmanagerConfig,
  alertmanagerFiles,
} from '../../../../generator/outputs/alertmanager/alertmanager-yaml.ts';
import {
  alertmanagerConfigObject,
  operatorRoutingFiles,
} from '../../../../generator/outputs/kubernetes/operator-routing.ts';
import { siteFrom } from '../../../../generator/site.ts';
import { faultsOf, NO_DEFINITIONS } from '../../../kit/operator-definitions.ts';
import { type Route, takers } from '../../../kit/policy-tree.ts';
import { everyAlert, SITES, siteOf } from '../../../kit/proved-sites.ts';

describe.each(Object.keys(SITES))('the AlertmanagerConfig of the %s site', (name) => {
  const site = siteOf(name);
  const object = parse(toYaml(alertmanagerConfigObject(site)));

  test('is what the operator accepts', ({ skip }) => {
    const faults = faultsOf(object, 'alertmanagerconfigs');
    if (faults === undefined) return skip(NO_DEFINITIONS);

    expect(faults).toEqual([]);
  });

  test('tells the same receivers as alertmanager.yaml', () => {
    const whole = parse(toYaml(alertmanagerConfig(site)));
    const tree = asAlertmanager(object.spec.route);

    for (const labels of everyAlert(site)) {
      const receivers = (root: Route) => takers(root, labels).map(({ receiver }) => receiver);
      expect(receivers(tree), JSON.stringify(labels)).toEqual(receivers(whole.route));
    }
  });
});

test('hours in a time zone, which AlertmanagerConfig cannot express, are told instead of being lost', () => {
  const { plan, settings } = siteOf('full');
  const files = operatorRoutingFiles(siteFrom(plan, settings));

  expect([...files.keys()].sort()).toEqual([
    'kubernetes/alertmanager-config.txt',
    'kubernetes/alertmanager-secret.yaml',
  ]);
  expect(files.get('kubernetes/alertmanager-config.txt')).toContain('time zones');
});

test('the secret holds the configuration as it stands', () => {
  const { plan, settings } = siteOf('full');
  const whole = alertmanagerFiles(siteFrom(plan, settings));
  const secret = parse(
    operatorRoutingFiles(siteFrom(plan, settings)).get('kubernetes/alertmanager-secret.yaml') ?? '',
  );

  expect(secret.stringData).toEqual({
    'alertmanager.yaml': whole.get('alertmanager/alertmanager.yaml'),
    'palette.tmpl': whole.get('alertmanager/palette.tmpl'),
  });
});

interface ObjectRoute extends Omit<Route, 'matchers' | 'routes'> {
  readonly matchers?: readonly {
    readonly name: string;
    readonly matchType: string;
    readonly value: string;
  }[];
  readonly routes?: readonly ObjectRoute[];
}

function asAlertmanager({ matchers, routes, ...rest }: ObjectRoute): Route {
  return {
    ...rest,
    ...(matchers && {
      object_matchers: matchers.map(({ name, matchType, value }) => [name, matchType, value] as const),
    }),
    ...(routes && { routes: routes.map(asAlertmanager) }),
  };
}

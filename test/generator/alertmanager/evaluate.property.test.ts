import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routesFor } from '../../../generator/alertmanager/evaluate.ts';
import { readConfiguration } from '../../../generator/alertmanager/read-configuration.ts';
import { toYaml } from '../../../generator/kit/serialise.ts';
import { FLAVOURS } from '../../kit/binaries.ts';
import { type Alertmanager, startAlertmanager } from '../../kit/start-alertmanager.ts';

/** How many trees and label sets each Alertmanager judges. */
const CASES = Number(process.env.ROUTE_CASES ?? 250);

const RECEIVERS = ['null', 'one', 'two', 'three', 'ns/name/four'];

describe.each(FLAVOURS)('the routes that take an alert (%s)', (flavour) => {
  test('are those that Alertmanager takes, for random trees and labels', async () => {
    const config = { route: { receiver: 'null' }, receivers: RECEIVERS.map((name) => ({ name })) };
    const alertmanager = await startAlertmanager({ flavour, config });
    let [judged, refused] = [0, 0];
    const property = fc.asyncProperty(configurations, labelSets, async (configuration, labels) => {
      const text = toYaml(configuration);
      const isTaken = await alertmanager.reload(text).then(
        () => true,
        () => false,
      );
      if (!isTaken) {
        refused += 1;
        return;
      }
      judged += 1;
      const { route } = readConfiguration('random', text);
      expect(
        routesFor(route, labels).map(({ receiver }) => receiver),
        text,
      ).toEqual(await receiversOf(alertmanager, { ...labels, case: String(judged) }));
    });
    await fc.assert(property, { numRuns: CASES }).finally(alertmanager.close);
    // What Alertmanager refuses proves nothing.
    expect(judged).toBeGreaterThan(refused * 3);
  });
});

/** The receivers of an alert, in the order of the routes. */
async function receiversOf(
  alertmanager: Alertmanager,
  labels: { readonly case: string },
): Promise<readonly string[] | undefined> {
  await alertmanager.post({ labels });
  const held = await alertmanager.alerts();
  return held.find((alert) => alert.labels.case === labels.case)?.receivers.map(({ name }) => name);
}

// Few names and values, so that routes often match.
const names = fc.constantFrom('a', 'b', 'c', 'ü');
const values = fc.constantFrom('', 'x', 'y', 'xy', 'X y', 'x,y', 'x"y', 'x\\y', 'x\ny', 'ß', '{x}', '5');
const labelSets = fc.dictionary(names, values, { maxKeys: 3 });

const patterns = fc.constantFrom(
  'x|y',
  'x.*',
  '.*',
  '.+',
  '',
  '[xy]{1,2}',
  '(?i)xy?',
  '(?s)x.y',
  '[^x]+',
  '\\w+',
  '\\d',
  'x\\\\y',
  '(?P<n>x)(?:,y)?',
  '[[:alpha:]]*',
  'x\\sy|\\x78',
  '\\Qx,y\\E|\\pL',
  'x{,y|{x}',
  '[]x-]+',
  '(x|)+y',
  '^x$',
);

const condition = fc.oneof(
  fc.record({
    name: names,
    operator: fc.constantFrom('=', '!='),
    value: values,
    style: fc.nat(7),
  }),
  fc.record({ name: names, operator: fc.constantFrom('=~', '!~'), value: patterns, style: fc.nat(7) }),
);

/** The ways in which people write matchers, some of which only one of Alertmanager's two parsers takes. */
function written({ name, operator, value, style }: { [key: string]: string | number }): string {
  const text = String(value);
  const quoted = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const styles = [
    `${name}${operator}${quoted}`,
    `${name} ${operator} ${quoted}`,
    `{${name}${operator}${quoted}}`,
    `"${name}"${operator}${quoted},`,
    `${name}${operator}${text}`,
    `${name}${operator}"${text}"`,
    `{ ${name}${operator}${text} , }`,
    `${name}${operator}${quoted}, a!~"no\\tbody"`,
  ];
  // Bare texts with marks in them are mostly refused, and what is refused proves nothing.
  const bare = /["{},\n]|^$/.test(text) || name === 'ü' ? 0 : Number(style);
  return styles[Number(style) < 4 ? Number(style) : bare] ?? '';
}

const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc
    .record({
      receiver: fc.option(fc.constantFrom(...RECEIVERS), { nil: undefined }),
      continue: fc.boolean(),
      match: fc.option(fc.dictionary(fc.constantFrom('a', 'b'), values, { maxKeys: 1 }), { nil: undefined }),
      match_re: fc.option(fc.dictionary(fc.constantFrom('b', 'c'), patterns, { maxKeys: 1 }), {
        nil: undefined,
      }),
      matchers: fc.array(condition.map(written), { maxLength: 2 }),
      routes: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant([]),
        fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
      ),
    })
    .map((node) => Object.fromEntries(Object.entries(node).filter(([, value]) => value !== undefined))),
}));

const configurations = fc.array(tree, { minLength: 1, maxLength: 5 }).map((routes) => ({
  route: { receiver: 'null', routes },
  receivers: RECEIVERS.map((name) => ({ name })),
}));

import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** A selector in an expression. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  /** `5m` of `metric[5m]`. */
  readonly range: string | undefined;
  /** The functions and aggregations around it, the nearest first. */
  readonly within: readonly string[];
}

/** What an expression is made of. */
export interface Query {
  /** Positions that do not parse. */
  readonly faults: readonly number[];
  readonly selectors: readonly Selector[];
  /** Label names in `by`, `without`, `on`, `ignoring` and `group_left`. */
  readonly grouping: readonly string[];
  /** Those of each `by`. */
  readonly groupings: readonly (readonly string[])[];
  /** Label names that `label_replace` writes. */
  readonly written: readonly string[];
  readonly functions: readonly string[];
  readonly aggregations: readonly string[];
  /** Operators of all binary expressions. */
  readonly operators: readonly string[];
}

const OPERATORS = [
  'Eql',
  'Eqlc',
  'Neq',
  'Gtr',
  'Gte',
  'Lss',
  'Lte',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Mod',
  'And',
  'Or',
  'Unless',
];

/** Takes an expression apart. */
export function parseQuery(text: string): Query {
  const of = ({ from, to }: { from: number; to: number }) => text.slice(from, to);
  const faults: number[] = [];
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  const groupings: string[][] = [];
  const written: string[] = [];
  const functions: string[] = [];
  const aggregations: string[] = [];
  const operators: string[] = [];
  parser.parse(text).iterate({
    enter(cursor) {
      const { node } = cursor;
      if (node.type.isError) faults.push(node.from);
      if (node.name === 'VectorSelector') selectors.push(selectorOf(node, of));
      if (node.name === 'GroupingLabels') {
        const labels = node.getChildren('LabelName').map(of);
        grouping.push(...labels);
        if (node.parent?.name === 'AggregateModifier' && node.parent.getChild('By')) groupings.push(labels);
      }
      if (node.name === 'FunctionCall') {
        const name = of(node.getChild('FunctionIdentifier') ?? node).split('(')[0] ?? '';
        functions.push(name);
        if (name === 'label_replace')
          written.push(/"(\w+)",\s*"[^"]*",\s*"\w+",\s*"[^"]*"\)$/.exec(of(node))?.[1] ?? '');
      }
      if (node.name === 'AggregateExpr') aggregations.push(of(node.getChild('AggregateOp') ?? node));
      if (node.name === 'BinaryExpr') {
        for (let child = node.firstChild; child !== null; child = child.nextSibling) {
          if (OPERATORS.includes(child.name)) operators.push(of(child));
        }
      }
    },
  });
  return { faults, selectors, grouping, groupings, written, functions, aggregations, operators };
}

function selectorOf(node: Node, of: (node: Node) => string): Selector {
  const name = node.getChild('Identifier');
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map(
    (matcher) => ({
      label: of(matcher.getChild('LabelName') ?? matcher),
      operator: of(matcher.getChild('MatchOp') ?? matcher),
      value: of(matcher.getChild('StringLiteral') ?? matcher).slice(1, -1),
    }),
  );
  const within: string[] = [];
  let range: string | undefined;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === 'MatrixSelector') range = /\[([^\]]+)\]$/.exec(of(parent))?.[1];
    if (parent.name === 'FunctionCall') within.push(of(parent).split('(')[0]?.trim() ?? '');
    if (parent.name === 'AggregateExpr') within.push(/^\w+/.exec(of(parent))?.[0] ?? '');
  }
  return { metric: name === null ? '' : of(name), matchers, range, within };
}

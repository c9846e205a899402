import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** What is known about the series that an expression yields, whatever data there are. */
export interface Shape {
  readonly type: 'scalar' | 'vector';
  /** Labels that its series may have. */
  readonly labels: ReadonlySet<string>;
  /** Labels of which no two of its series have the same values. */
  readonly uniqueBy?: ReadonlySet<string>;
  /** Labels that can have no other value. */
  readonly fixed: ReadonlyMap<string, string>;
  /** A number that is the same at any time. */
  readonly constant?: number;
  /** Between which its values lie, the bounds included. */
  readonly values: readonly [least: number, most: number];
  /** Its value is a rate or a ratio, with more digits than anybody reads. */
  readonly isFraction: boolean;
  /** There is always a series. */
  readonly isAlways: boolean;
}

/** Something that cannot be meant, by the name that pint has for it. */
export interface Flaw {
  readonly check: 'promql/impossible' | 'promql/nan' | 'promql/vector_matching' | 'promql/fragile';
  readonly says: string;
}

const ARITHMETIC = ['+', '-', '*', '/', '%', '^'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];
const RATES = ['rate', 'irate', 'increase', 'deriv', 'delta', 'predict_linear'];
const WHOLE = ['round', 'floor', 'ceil', 'count_over_time', 'changes', 'resets', 'timestamp'];
const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const SCALAR: Shape = {
  type: 'scalar',
  labels: new Set(),
  fixed: new Map(),
  values: ANY,
  isFraction: false,
  isAlways: true,
};

/** What an expression yields, given the labels of each metric, and what in it cannot be meant. */
export function shapeOf(
  text: string,
  labelsOf: (metric: string) => Iterable<string>,
): { shape: Shape; flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const flaw = (check: Flaw['check'], says: string, at: Node) =>
    flaws.push({ check, says: `${says}: ${of(at)}` });
  const of = ({ from, to }: Node) => text.slice(from, to);
  return { shape: visit(parser.parse(text).topNode.firstChild as Node), flaws };

  function visit(node: Node): Shape {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return number(Number(of(node)));
      case 'UnaryExpr': {
        const inner = visit(node.lastChild as Node);
        return { ...inner, values: ANY, ...(inner.constant !== undefined && number(-inner.constant)) };
      }
      case 'VectorSelector':
        return selector(node);
      case 'FunctionCall':
        return call(node);
      case 'AggregateExpr':
        return aggregate(node);
      case 'BinaryExpr':
        return binary(node);
      // Parentheses, ranges, offsets and subqueries.
      default:
        return visit(node.firstChild as Node);
    }
  }

  function selector(node: Node): Shape {
    const labels = new Set(labelsOf(of(node.getChild('Identifier') as Node)));
    const fixed = new Map<string, string>();
    for (const matcher of node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []) {
      const [, label = '', operator, value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*"(.*)"$/.exec(of(matcher)) ?? [];
      if (operator !== '=') continue;
      if (fixed.has(label) && fixed.get(label) !== value)
        flaw('promql/impossible', `${label} has two values`, node);
      fixed.set(label, value);
    }
    return { ...SCALAR, type: 'vector', labels, fixed, isAlways: false };
  }

  function call(node: Node): Shape {
    const name = of(node.getChild('FunctionIdentifier') as Node).trim();
    const given = children(node.getChild('FunctionCallBody'));
    const shapes = given.filter(({ name }) => name !== 'StringLiteral').map(visit);
    const vector = shapes.find(({ type }) => type === 'vector');
    if (name === 'vector') return { ...SCALAR, type: 'vector', uniqueBy: new Set() };
    if (name === 'time' || name === 'scalar' || vector === undefined) return SCALAR;
    if (name === 'absent') return { ...vector, labels: new Set(vector.fixed.keys()), uniqueBy: new Set() };
    if (name === 'label_replace') {
      const written = of(given[1] as Node).slice(1, -1);
      const fixed = new Map([...vector.fixed].filter(([label]) => label !== written));
      const { uniqueBy, ...rest } = vector;
      const kept = uniqueBy?.has(written) === false ? { uniqueBy } : {};
      return { ...rest, labels: new Set([...vector.labels, written]), fixed, ...kept };
    }
    const isFraction = RATES.includes(name) || (vector.isFraction && !WHOLE.includes(name));
    return { ...vector, values: ANY, isFraction };
  }

  function aggregate(node: Node): Shape {
    const operation = of(node.getChild('AggregateOp') as Node);
    const modifier = node.getChild('AggregateModifier');
    const body = children(node.getChild('FunctionCallBody'));
    const over = body.at(-1) as Node;
    const inner = visit(over);
    const named = namesIn(modifier?.getChild('GroupingLabels') ?? null);
    const drops = modifier?.getChild('Without') != null;
    for (const label of drops ? [] : named)
      if (!inner.labels.has(label)) flaw('promql/impossible', `there is no label ${label}`, node);
    for (const denominator of denominators(over)) {
      const { constant, values } = visit(denominator);
      if ((constant ?? 0) === 0 && values[0] < 0 && values[1] > 0)
        flaw('promql/nan', `${operation} of what may have been divided by zero`, node);
    }
    const labels = drops
      ? [...inner.labels].filter((label) => !named.includes(label))
      : named.filter((label) => inner.labels.has(label));
    const isCount = operation === 'count' || operation === 'group';
    return {
      ...inner,
      labels: new Set(labels),
      uniqueBy: new Set(labels),
      fixed: new Map([...inner.fixed].filter(([label]) => labels.includes(label))),
      values: isCount ? [1, ANY[1]] : operation === 'sum' ? ANY : inner.values,
      isFraction: inner.isFraction && !isCount,
    };
  }

  function binary(node: Node): Shape {
    const [first, ...others] = children(node);
    const second = others.at(-1) as Node;
    const operator = of(others[0] as Node);
    const left = visit(first as Node);
    const right = visit(second);
    if (left.type === 'scalar' && right.type === 'scalar') return scalars(operator, left, right, node);
    const isFraction =
      operator === '/' ||
      ((operator === 'or' || ARITHMETIC.includes(operator)) && right.isFraction) ||
      left.isFraction;
    if (left.type === 'scalar' || right.type === 'scalar') {
      const vector = left.type === 'vector' ? left : right;
      if (!COMPARISONS.includes(operator)) return { ...vector, values: ANY, isFraction };
      const within = left.type === 'vector' ? compared(operator, left.values, right.constant) : vector.values;
      if (within[0] > within[1]) flaw('promql/impossible', 'no value fulfils that', node);
      return { ...vector, values: within, isAlways: false };
    }
    for (const side of [first as Node, second])
      if (side.getChild('AggregateModifier')?.getChild('Without'))
        flaw('promql/fragile', 'a new label would be on one side only', node);
    const matching = node.getChild('MatchingModifierClause');
    const groups = matching?.getChildren('GroupingLabels') ?? [];
    const on = matching?.getChild('On') ? namesIn(groups[0] ?? null) : undefined;
    if (matching?.getChild('Ignoring')) flaw('promql/vector_matching', 'says only what does not match', node);
    if (operator === 'or') {
      if (left.isAlways) flaw('promql/impossible', 'the right side is never used', node);
      const sameKeys = left.uniqueBy && right.uniqueBy && isSame(left.uniqueBy, right.uniqueBy);
      const { uniqueBy, ...rest } = left;
      return {
        ...rest,
        ...(sameKeys && { uniqueBy: left.uniqueBy as ReadonlySet<string> }),
        labels: new Set([...left.labels, ...right.labels]),
        fixed: new Map([...left.fixed].filter(([label, value]) => right.fixed.get(label) === value)),
        values: [Math.min(left.values[0], right.values[0]), Math.max(left.values[1], right.values[1])],
        isFraction,
        isAlways: right.isAlways,
      };
    }
    if (on === undefined) {
      if (!isSame(left.labels, right.labels))
        flaw('promql/vector_matching', 'the sides have other labels and it does not say which match', node);
    } else {
      for (const label of on)
        if (!left.labels.has(label) || !right.labels.has(label))
          flaw('promql/vector_matching', `not both sides have ${label}`, node);
    }
    for (const label of on ?? left.labels)
      if (operator !== 'unless' && clash(left.fixed.get(label), right.fixed.get(label)))
        flaw('promql/impossible', `${label} is never the same`, node);
    if (operator === 'and') return { ...left, isAlways: false };
    if (operator === 'unless') {
      const uniqueBy = on !== undefined && isOnlyOne(first as Node, second, on) ? new Set(on) : left.uniqueBy;
      return { ...left, isAlways: false, ...(uniqueBy !== undefined && { uniqueBy }) };
    }
    const grouped = {
      left: matching?.getChild('GroupLeft') != null,
      right: matching?.getChild('GroupRight') != null,
    };
    const keys = new Set(on ?? left.labels);
    const isUnique = ({ uniqueBy }: Shape) =>
      uniqueBy !== undefined && [...uniqueBy].every((label) => keys.has(label));
    if (!grouped.left && !isUnique(left))
      flaw('promql/vector_matching', 'several series on the left may match', node);
    if (!grouped.right && !isUnique(right))
      flaw('promql/vector_matching', 'several series on the right may match', node);
    const many = grouped.right ? right : left;
    const added = namesIn(groups[1] ?? null);
    for (const label of added)
      if (!(grouped.right ? left : right).labels.has(label))
        flaw('promql/vector_matching', `there is no ${label} to take over`, node);
    const labels = grouped.left || grouped.right ? [...many.labels, ...added] : (on ?? left.labels);
    return { ...many, labels: new Set(labels), values: ANY, isFraction, isAlways: false };
  }

  function scalars(operator: string, left: Shape, right: Shape, node: Node): Shape {
    if (COMPARISONS.includes(operator)) flaw('promql/impossible', 'compares numbers', node);
    if (left.constant === undefined || right.constant === undefined) return SCALAR;
    const [a, b] = [left.constant, right.constant];
    return number(
      { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b, '^': a ** b }[operator] ?? Number.NaN,
    );
  }

  /** What is divided by, up to the next aggregation, in which it has been looked at. */
  function denominators(node: Node): Node[] {
    if (node.name === 'AggregateExpr') return [];
    const own = children(node);
    const divides = node.name === 'BinaryExpr' && ['/', '%'].includes(of(own[1] as Node));
    return [...(divides ? [own.at(-1) as Node] : []), ...own.flatMap(denominators)];
  }

  /** `x unless on (a) count by (a) (x) > 1` */
  function isOnlyOne(all: Node, repeated: Node, on: readonly string[]): boolean {
    return of(repeated) === `count by (${on.join(', ')}) (${of(all)}) > 1`;
  }

  function namesIn(grouping: Node | null): string[] {
    return grouping?.getChildren('LabelName').map(of) ?? [];
  }
}

function number(constant: number): Shape {
  return { ...SCALAR, constant, values: [constant, constant] };
}

function compared(
  operator: string,
  [least, most]: Shape['values'],
  limit: number | undefined,
): Shape['values'] {
  if (limit === undefined) return [least, most];
  const dust = Math.max(Math.abs(limit), 1) * Number.EPSILON;
  const bounds: Readonly<Record<string, Shape['values']>> = {
    '==': [limit, limit],
    '>': [limit + dust, ANY[1]],
    '>=': [limit, ANY[1]],
    '<': [ANY[0], limit - dust],
    '<=': [ANY[0], limit],
  };
  const [from, to] = bounds[operator] ?? ANY;
  return [Math.max(least, from), Math.min(most, to)];
}

function children(node: Node | null): Node[] {
  const found: Node[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((label) => other.has(label));
}

function clash(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];
/** Cuts the text of a node out of the expression. */
type TextOf = (node: { from: number; to: number }) => string;

/** These hand on series as they are. */
const SELECTING = ['topk', 'bottomk', 'limitk', 'limit_ratio'];
/** These make series of their own. */
const MAKING = ['absent', 'absent_over_time', 'vector'];
const NUMBERS = ['time', 'scalar', 'pi'];
const OPERANDS = [
  'VectorSelector',
  'MatrixSelector',
  'SubqueryExpr',
  'OffsetExpr',
  'StepInvariantExpr',
  'ParenExpr',
  'UnaryExpr',
  'BinaryExpr',
  'AggregateExpr',
  'FunctionCall',
  'NumberDurationLiteral',
];

/**
 * Whether what an expression yields carries a label for sure that all series have which it reads, as it has to be for
 * routing by that label. A label that only the other side of a join brings does not count.
 */
export function keepsLabel(text: string, label: string): boolean {
  const of: TextOf = ({ from, to }) => text.slice(from, to);
  const [whole] = operandsOf(parser.parse(text).topNode);
  if (whole === undefined) throw new SyntaxError(`this is no expression: ${text}`);
  return keeps(whole, label, of) === true;
}

/** Undefined: it is a number, without labels. */
function keeps(node: Node, label: string, of: TextOf): boolean | undefined {
  if (node.name === 'NumberDurationLiteral') return undefined;
  if (node.name === 'VectorSelector') return true;
  if (node.name === 'BinaryExpr') return keepsOfBoth(node, label, of);
  if (node.name === 'AggregateExpr') return keepsOfAll(node, label, of);
  if (node.name !== 'FunctionCall') return keepsOfOnly(node, label, of);
  const name = of(node.getChild('FunctionIdentifier') ?? node);
  if (NUMBERS.includes(name)) return undefined;
  return !MAKING.includes(name) && keepsOfOnly(node.getChild('FunctionCallBody') ?? node, label, of);
}

/** Of all arguments one at most is a vector. */
function keepsOfOnly(node: Node, label: string, of: TextOf): boolean | undefined {
  return operandsOf(node)
    .map((operand) => keeps(operand, label, of))
    .find((kept) => kept !== undefined);
}

function keepsOfAll(node: Node, label: string, of: TextOf): boolean {
  const modifier = node.getChild('AggregateModifier');
  const named = labelsOf(modifier?.getChild('GroupingLabels'), of).includes(label);
  const isGrouped =
    modifier === null
      ? SELECTING.includes(of(node.getChild('AggregateOp') ?? node))
      : named === (modifier.getChild('By') !== null);
  return isGrouped && keepsOfOnly(node.getChild('FunctionCallBody') ?? node, label, of) === true;
}

function keepsOfBoth(node: Node, label: string, of: TextOf): boolean | undefined {
  const [left, right] = operandsOf(node).map((operand) => keeps(operand, label, of));
  if (node.getChild('And') !== null || node.getChild('Unless') !== null) return left;
  if (node.getChild('Or') !== null) return left === true && right === true;
  if (left === undefined || right === undefined) return left ?? right;
  const matching = node.getChild('MatchingModifierClause');
  if (matching === null) return left && right;
  if (matching.getChild('GroupLeft') !== null) return left;
  if (matching.getChild('GroupRight') !== null) return right;
  const named = labelsOf(matching.getChild('GroupingLabels'), of).includes(label);
  return left && right && named === (matching.getChild('On') !== null);
}

function operandsOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (OPERANDS.includes(child.name)) found.push(child);
  }
  return found;
}

function labelsOf(grouping: Node | null | undefined, of: TextOf): readonly string[] {
  return (grouping?.getChildren('LabelName') ?? []).map(of);
}

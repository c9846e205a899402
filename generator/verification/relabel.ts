import type { AlertLabels } from '../alertmanager/evaluate.ts';
import { goExpression } from '../alertmanager/go-pattern.ts';

/** A step of `alert_relabel_configs` as Prometheus shows it. */
export interface RelabelStep {
  readonly source_labels: readonly string[];
  readonly separator: string;
  readonly regex: string;
  readonly target_label: string;
  readonly replacement: string;
  readonly action: string;
}

/**
 * The labels with which an alert leaves Prometheus; undefined where a step drops it.
 *
 * @throws Error that names an action which is not understood
 */
export function relabelled(labels: AlertLabels, steps: readonly RelabelStep[]): AlertLabels | undefined {
  let current: AlertLabels | undefined = labels;
  for (const step of steps) {
    if (current === undefined) return undefined;
    current = afterStep(current, step);
  }
  return current;
}

function afterStep(labels: AlertLabels, step: RelabelStep): AlertLabels | undefined {
  const { action, target_label: target, regex, replacement } = step;
  const value = step.source_labels.map((label) => labels[label] ?? '').join(step.separator);
  const expression = goExpression(regex);
  const found = expression.exec(value);
  switch (action) {
    case 'replace':
      if (found === null) return labels;
      return withLabel(labels, filled(target, found), filled(replacement, found));
    case 'keep':
      return found === null ? undefined : labels;
    case 'drop':
      return found === null ? labels : undefined;
    case 'keepequal':
      return value === (labels[target] ?? '') ? labels : undefined;
    case 'dropequal':
      return value === (labels[target] ?? '') ? undefined : labels;
    case 'lowercase':
      return withLabel(labels, target, value.toLowerCase());
    case 'uppercase':
      return withLabel(labels, target, value.toUpperCase());
    case 'labeldrop':
      return filtered(labels, (label) => !expression.test(label));
    case 'labelkeep':
      return filtered(labels, (label) => expression.test(label));
    case 'labelmap':
      return mapped(labels, expression, replacement);
    default:
      throw new Error(`the action ${action} of alert_relabel_configs is not understood`);
  }
}

/** A label without value is none. */
function withLabel(labels: AlertLabels, label: string, value: string): AlertLabels {
  return filtered({ ...labels, [label]: value }, (name) => name !== label || value !== '');
}

function filtered(labels: AlertLabels, keep: (label: string) => boolean): AlertLabels {
  return Object.fromEntries(Object.entries(labels).filter(([label]) => keep(label)));
}

function mapped(labels: AlertLabels, expression: RegExp, replacement: string): AlertLabels {
  const more = Object.entries(labels).flatMap(([label, value]) => {
    const found = expression.exec(label);
    return found === null ? [] : [[filled(replacement, found), value] as const];
  });
  return { ...labels, ...Object.fromEntries(more) };
}

/** `$1` and `${name}` as Go fills them in. */
function filled(template: string, found: RegExpExecArray): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (all, bare, braced) => {
    if (all === '$$') return '$';
    const name: string = bare ?? braced;
    return (/^\d+$/.test(name) ? found[Number(name)] : found.groups?.[name]) ?? '';
  });
}

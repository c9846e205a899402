import type { Condition, Plan, PlanRule, Step } from '../../contacts/escalation-plan.ts';
import { handoverText, stepText } from '../../contacts/plan-text.ts';
import { expression } from '../../contacts/rule-matching.ts';

/** Characters that a message of Telegram has for it, with room for signs that HTML writes in five. */
const SHORT = 120;

/**
 * The templates `palette.told` and `palette.told.short`: who is told about an alert, and who after them. They ask what the
 * routes ask, in their order, since which rule of the plan decides may depend on the project or the cluster.
 */
export function toldTemplate({ rules }: Plan): string {
  return [
    definition('palette.told', rules, toldText),
    definition('palette.told.short', rules, (rule) => shortened(toldText(rule))),
  ].join('\n');
}

function definition(name: string, rules: readonly PlanRule[], text: (rule: PlanRule) => string): string {
  const lines = rules.flatMap((rule, index) => [
    `{{- ${index === 0 ? 'if' : 'else if'} ${test(rule)} -}}`,
    `{{ ${quoted(text(rule))} }}`,
  ]);
  const choice = lines.length === 0 ? [] : [...lines, '{{- end -}}'];
  return [`{{ define "${name}" -}}`, ...choice, '{{- end }}', ''].join('\n');
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= SHORT ? text : `${characters.slice(0, SHORT - 2).join('')} …`;
}

function toldText({ steps, handedOver, ...rule }: PlanRule): string {
  const handover = handoverText({
    ...rule,
    steps,
    handedOver: handedOver && { ...handedOver, insteadOf: [] },
  });
  const told = steps.map(readable).map(stepText);
  return [...told, ...(handover === undefined ? [] : [handover])].join('; ');
}

/** Addresses of mail alone: those of programs mean nothing to a reader, and may let their reader in. */
function readable(step: Step): Step {
  const tell = step.tell.map((told) => ({
    ...told,
    channels: told.channels.filter(({ type }) => type === 'email'),
  }));
  return { ...step, tell };
}

function test({ conditions }: PlanRule): string {
  const tests = conditions.map(
    ({ label, values }: Condition) =>
      `(match ${quoted(`^(?:${values.map(expression).join('|')})$`)} (index .Labels ${quoted(label)}))`,
  );
  return tests.length === 0 ? 'true' : `and ${tests.join(' ')}`;
}

/** A text of Go: what stands in it is never read as a template. */
function quoted(text: string): string {
  // Half of a pair, which Go refuses, is written to a file as this mark too.
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

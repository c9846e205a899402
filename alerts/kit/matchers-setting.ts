import { z } from 'zod';

const MATCHER =
  /\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*(,|$)/gy;
/** What a quoted text of Go may say with a backslash. */
const ESCAPE = /^(?:[abfnrtv\\]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})/;
/** What JavaScript knows and Go's RE2 does not: looking around, and referring back. */
const NOT_IN_GO = /\(\?<?[=!]|\\[1-9]/;
const EXAMPLE = 'write them like job="palette-exporter", cluster=~"edge-.*"';

/** Matchers of PromQL as they stand between the braces of a selector; none is the empty text. */
export const matchers = z.string().superRefine((text, context) => {
  const message = faultOfMatchers(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What Prometheus would have against them; undefined: nothing. */
export function faultOfMatchers(text: string): string | undefined {
  if (text === '') return undefined;
  let end = 0;
  let comma = ',';
  for (const [all, name = '', operator = '', quoted = '', after = ''] of text.matchAll(MATCHER)) {
    const fault =
      name === '__name__' ? 'the name of the metric is not theirs to say' : faultOfValue(operator, quoted);
    if (fault !== undefined) return `are not matchers of PromQL: ${fault}`;
    end += all.length;
    comma = after;
  }
  return end === text.length && comma === '' ? undefined : `are not matchers of PromQL; ${EXAMPLE}`;
}

function faultOfValue(operator: string, quoted: string): string | undefined {
  const quote = quoted[0] ?? '';
  const inside = quoted.slice(1, -1);
  const escapes =
    quote === '`' ? [] : [...inside.matchAll(/\\(.[^\\]{0,8})/g)].map(([, after = '']) => after);
  const wrong = escapes.find((after) => !after.startsWith(quote) && !ESCAPE.test(after));
  if (wrong !== undefined) return `"\\${wrong[0]}" is no escape; a backslash itself is written \\\\`;
  if (!operator.endsWith('~')) return undefined;
  const pattern = (quote === '`' ? inside : inside.replace(/\\(["'\\])/g, '$1')).replace(
    /^\(\?[imsU]+\)/,
    '',
  );
  if (NOT_IN_GO.test(pattern)) return 'RE2 knows neither lookaround nor references back';
  try {
    new RegExp(pattern);
    return undefined;
  } catch {
    return `${quoted} is no regular expression`;
  }
}

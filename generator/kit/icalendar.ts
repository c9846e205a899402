/** A component of a calendar as RFC 5545 has it: properties in their order, and the components within. */
export interface CalendarComponent {
  readonly name: 'VCALENDAR' | 'VEVENT';
  readonly properties: readonly CalendarProperty[];
  readonly components?: readonly CalendarComponent[];
}

/** A property: a text, which is escaped, or a moment, which is written in UTC. */
export type CalendarProperty = readonly [name: string, value: string | Date];

const MOST_OCTETS = 75;

/** The text of a calendar: lines end with CR and LF, and none has more than 75 octets (RFC 5545, section 3.1). */
export function toIcalendar(component: CalendarComponent): string {
  return linesOf(component)
    .flatMap(folded)
    .map((line) => `${line}\r\n`)
    .join('');
}

function linesOf({ name, properties, components = [] }: CalendarComponent): readonly string[] {
  return [
    `BEGIN:${name}`,
    ...properties.map(
      ([property, value]) => `${property}:${typeof value === 'string' ? escaped(value) : utc(value)}`,
    ),
    ...components.flatMap(linesOf),
    `END:${name}`,
  ];
}

/** A TEXT as section 3.3.11 has it; other control characters must not stand in one. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

// A line goes on after a line break and a space, which counts, and no character is cut in two.
function folded(line: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const character of line) {
    if (Buffer.byteLength(current + character) > MOST_OCTETS) {
      lines.push(current);
      current = ' ';
    }
    current += character;
  }
  return [...lines, current];
}

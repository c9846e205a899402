/** A sample line as a scraper reads it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/**
 * Reads exposition text strictly, line by line; throws on a line that is neither a comment nor a sample.
 */
export function parseSamples(text: string): Sample[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.startsWith('#'))
    .map(parseLine);
}

function parseLine(line: string): Sample {
  const [, name, inside, value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/su.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  let rest = inside ?? '';
  while (rest !== '') {
    const [all, label, escaped] = /^([a-zA-Z_]\w*)="((?:[^\\"\n]|\\[\\"n])*)"(?:,(?=.)|$)/su.exec(rest) ?? [];
    if (all === undefined || label === undefined || escaped === undefined)
      throw new Error(`bad labels: ${line}`);
    if (label in labels) throw new Error(`label twice: ${line}`);
    labels[label] = escaped.replace(/\\(.)/gsu, (_, character: string) =>
      character === 'n' ? '\n' : character,
    );
    rest = rest.slice(all.length);
  }
  return { name, labels, value };
}

/** What a reader of a guide does next. */
export type Step = FileStep | CommandStep;

/** Writes a file: a block whose first line is a comment that names it, such as `# settings.yaml`. */
export interface FileStep {
  readonly kind: 'file';
  /** Relative to the folder in which the reader works. */
  readonly name: string;
  readonly text: string;
}

/** Types a command of a block of the kind `console`. */
export interface CommandStep {
  readonly kind: 'command';
  /** Without the prompt, `$` or `#`, and in one line. */
  readonly command: string;
  /** The lines below it that are shown as its output; `…` stands for what is left out. */
  readonly output: readonly string[];
}

const BLOCK = /^( *)```(\w+)\n(.*?)^ *```$/gms;
const FILE_NAME = /^(?:# |<!-- )([\w-]+\.(?:yaml|yml|md))(?: -->)?$/;

/** The steps of a guide in Markdown, in its order. */
export function stepsOf(page: string): readonly Step[] {
  return [...page.matchAll(BLOCK)].flatMap(([, indent = '', kind, text = '']) => {
    const lines = text
      .split('\n')
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    return kind === 'console' ? commandsIn(lines) : fileIn(lines);
  });
}

/** The commands of a guide. */
export function commandsOf(page: string): readonly CommandStep[] {
  return stepsOf(page).filter((step) => step.kind === 'command');
}

/**
 * Says which line of the output of a guide a program did not write, or nothing. Lines stand in the order of the guide; `…` alone
 * in a line is any number of lines, and within a line any text.
 */
export function missingLine(shown: readonly string[], written: string): string | undefined {
  const lines = written.trimEnd().split('\n');
  let [at, mayLeap] = [0, false];
  for (const line of shown) {
    if (line === '…') {
      mayLeap = true;
      continue;
    }
    const pattern = new RegExp(`^${line.trimEnd().split('…').map(escaped).join('.*')}$`);
    const found = lines.findIndex((one, index) => index >= at && pattern.test(one.trimEnd()));
    if (found === -1 || (found > at && !mayLeap)) return line;
    [at, mayLeap] = [found + 1, false];
  }
  return shown.length > 0 && at < lines.length && !mayLeap ? `nothing after line ${at}` : undefined;
}

function commandsIn(lines: readonly string[]): readonly Step[] {
  const steps: { kind: 'command'; command: string; output: string[] }[] = [];
  for (const line of lines
    .join('\n')
    .trimEnd()
    .replaceAll(/ *\\\n\s*/g, ' ')
    .split('\n')) {
    const [, command] = /^[$#] (.*)$/.exec(line) ?? [];
    if (command === undefined) steps.at(-1)?.output.push(line);
    else steps.push({ kind: 'command', command, output: [] });
  }
  return steps;
}

function fileIn(lines: readonly string[]): readonly Step[] {
  const [first = '', ...rest] = lines;
  const [, name] = FILE_NAME.exec(first) ?? [];
  if (name === undefined) return [];
  return [{ kind: 'file', name, text: rest.join('\n') }];
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

import { ConfigError } from '../../exporter/config/config-error.ts';

/** Something is wrong with what the user gave us. The message is one line: where, what, remedy. */
export class Problem extends ConfigError {
  override readonly name = 'Problem';

  constructor(where: string, what: string, remedy: string) {
    super(`${where}: ${what}; ${remedy}`.replace(/\s+/g, ' '));
  }
}

/** A text of the user in an error message: quoted, one line, not longer than a message should be. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}

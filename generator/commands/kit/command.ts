import type { Command } from 'commander';

/** Where a command writes to, and the clock it looks at. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
  now(): Date;
}

/**
 * Adds a command to the program.
 *
 * @param end takes the exit code, for commands whose answer may be bad
 */
export type AddCommand = (program: Command, output: Output, end: (code: number) => void) => void;

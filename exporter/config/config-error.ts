/** What is wrong with what the user gave: one line per mistake, each with the file, the place in it and the remedy. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}

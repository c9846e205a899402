import type { Mistake } from './read-yaml.ts';

/** By the key of `shard` whose place they take. */
const VARIABLES = { index: 'PALETTE_EXPORTER_SHARD_INDEX', of: 'PALETTE_EXPORTER_SHARDS' } as const;

/**
 * Which part of the work the environment gives this exporter: all pods of a StatefulSet have one configuration.
 *
 * @returns what takes the place of `shard` in the configuration, undefined where the environment says nothing, and what
 * is wrong with the variables
 */
export function shardFrom(environment: NodeJS.ProcessEnv): {
  shard: { readonly index: number; readonly of: number } | undefined;
  mistakes: readonly Mistake[];
} {
  const texts = [environment[VARIABLES.index], environment[VARIABLES.of]];
  if (texts.every((text) => text === undefined)) return { shard: undefined, mistakes: [] };
  const faults: string[] = Object.values(VARIABLES).flatMap((name, at) => faultOf(name, texts[at]));
  const [index = 0, of = 0] = texts.map(Number);
  if (faults.length === 0 && index >= of) {
    faults.push(`${VARIABLES.index} is ${index} and ${VARIABLES.of} is ${of}: shards are numbered from 0`);
  }
  const mistakes = faults.map((message) => ({ path: [], message: `environment variable ${message}` }));
  return { shard: { index, of }, mistakes };
}

function faultOf(name: string, text: string | undefined): readonly string[] {
  if (text === undefined)
    return [`${name} is not set: give both of ${Object.values(VARIABLES).join(' and ')}`];
  return /^\d{1,4}$/.test(text) ? [] : [`${name} must be a whole number, such as 2`];
}

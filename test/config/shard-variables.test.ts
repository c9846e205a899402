import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../exporter/config/config.ts';
import { temporaryFile } from '../kit/temporary.ts';

const SOURCE = 'localUi: [{ name: pma-1, url: "https://192.0.2.10:5080", username: u, password: p }]\n';

function load(environment: NodeJS.ProcessEnv, more = '') {
  const file = temporaryFile(SOURCE + more);
  try {
    return loadConfig(file, environment).shard;
  } catch (error) {
    return String(error).replaceAll(file, 'config.yaml');
  }
}

describe('the part of the work of an exporter', () => {
  it('is all of it unless something else is said', () => {
    expect(load({})).toEqual({ index: 0, of: 1 });
  });

  it('stands in the configuration, and the environment takes its place', () => {
    const shard = 'shard: { index: 1, of: 3 }\n';

    expect(load({}, shard)).toEqual({ index: 1, of: 3 });
    expect(load({ PALETTE_EXPORTER_SHARD_INDEX: '3', PALETTE_EXPORTER_SHARDS: '5' }, shard)).toEqual({
      index: 3,
      of: 5,
    });
  });

  it.each([
    [{ index: 3, of: 3 }, 'shard: index must be less than of: shards are numbered from 0'],
    [{ index: -1, of: 3 }, 'shard.index: must be at least 0'],
    [{ index: 0, of: 0 }, 'shard.of: must be at least 1'],
    [{ index: 0, of: 33 }, 'shard.of: must be at most 32'],
    [{ of: 3 }, 'shard.index: is missing (number)'],
  ])('is not %j', (shard, message) => {
    expect(() => parseConfig({ shard }, 'config.yaml')).toThrow(message);
  });

  it.each([
    ['', '3', 'environment variable PALETTE_EXPORTER_SHARD_INDEX must be a whole number, such as 2'],
    [
      'palette-exporter-1',
      '3',
      'environment variable PALETTE_EXPORTER_SHARD_INDEX must be a whole number, such as 2',
    ],
    ['0', '-1', 'environment variable PALETTE_EXPORTER_SHARDS must be a whole number, such as 2'],
    [
      '3',
      '3',
      'environment variable PALETTE_EXPORTER_SHARD_INDEX is 3 and PALETTE_EXPORTER_SHARDS is 3: shards are numbered from 0',
    ],
    [
      '0',
      undefined,
      'environment variable PALETTE_EXPORTER_SHARDS is not set: give both of PALETTE_EXPORTER_SHARD_INDEX and PALETTE_EXPORTER_SHARDS',
    ],
    [
      undefined,
      '3',
      'environment variable PALETTE_EXPORTER_SHARD_INDEX is not set: give both of PALETTE_EXPORTER_SHARD_INDEX and PALETTE_EXPORTER_SHARDS',
    ],
  ])('cannot be taken from %j and %j', (index, of, message) => {
    const told = load({ PALETTE_EXPORTER_SHARD_INDEX: index, PALETTE_EXPORTER_SHARDS: of });

    expect(told).toBe(`ConfigError: config.yaml: ${message}`);
  });
});

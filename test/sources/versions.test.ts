import { describe, expect, it } from 'vitest';
import { isNewer, plainVersion } from '../../exporter/sources/versions.ts';

describe('a version', () => {
  it.each([
    ['4.8.10', '4.8.9', true],
    ['4.8.9', '4.8.10', false],
    ['4.8.6', '4.8.6', false],
    ['4.9', '4.8.6', true],
    ['4.8', '4.8.6', false],
    ['4.8.0', '4.8', false],
    ['v4.8.7', '4.8.6', true],
    ['4.8.6', 'v4.8.6', false],
    ['4.8.6-build.9', '4.8.6', false],
    ['latest', '4.8.6', undefined],
    ['4.8.6', 'vanilla', undefined],
  ])('%s next to %s is newer: %s', (version, than, newer) => {
    expect(isNewer(version, than)).toBe(newer);
  });

  it.each([
    ['v4.8.6', '4.8.6'],
    ['V4.8.6', '4.8.6'],
    ['4.8.6+v1', '4.8.6+v1'],
    ['vanilla', 'vanilla'],
  ])('%s is %s without its v', (version, plain) => {
    expect(plainVersion(version)).toBe(plain);
  });
});

import { afterAll, expect } from 'vitest';

/** Vitest setup file: a warning of Node, such as one of a leak of listeners, fails the test file in which it appears. */
const warnings: string[] = [];
const note = ({ name, message }: Error) => warnings.push(`${name}: ${message}`);

process.on('warning', note);

afterAll(() => {
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

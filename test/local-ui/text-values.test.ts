import { expect, it } from 'vitest';
import type { z } from 'zod';
import { dateText, percentText, sizeText } from '../../exporter/local-ui/parts/text-values.ts';
import { parseCounting } from '../../exporter/sources/wire.ts';

function read(schema: z.ZodType, text: unknown) {
  const { parsed, leftOut } = parseCounting(schema, text);
  return parsed.success ? { value: parsed.data, leftOut } : 'refused';
}

const known = (value: number) => ({ value, leftOut: 0 });
const unset = { value: undefined, leftOut: 0 };
const unreadable = { value: undefined, leftOut: 1 };
const at = (time: string) => known(Date.parse(time) / 1000);

it.each([
  ['2026-12-30T23:36:00Z', at('2026-12-30T23:36:00Z')],
  ['2026-12-30T23:36:00.123456789Z', at('2026-12-30T23:36:00.123Z')],
  ['2026-12-30T23:36:00+02:00', at('2026-12-30T21:36:00Z')],
  ['2026-12-30 23:36:00 +0000 UTC', at('2026-12-30T23:36:00Z')],
  ['2026-12-30 23:36:00.5 -0730 PST', at('2026-12-31T07:06:00.5Z')],
  ['2026-12-30 23:36', at('2026-12-30T23:36:00Z')],
  ['Dec 30, 2026 23:36 UTC', at('2026-12-30T23:36:00Z')],
  ['Jan 5, 2027 10:00 UTC', at('2027-01-05T10:00:00Z')],
  ['', unset],
  [null, unset],
  [undefined, unset],
  ['0001-01-01T00:00:00Z', unset],
  ['0001-01-01 00:00:00 +0000 UTC', unset],
  ['Invalid date', unreadable],
  ['364d', unreadable],
  ['12/30/2026', unreadable],
  ['version 7', unreadable],
  ['2026-13-45T99:00:00Z', unreadable],
  [7, 'refused'],
])('reads %j as a date', (text, expected) => {
  expect(read(dateText, text)).toEqual(expected);
});

it.each([
  ['1048576', known(1_048_576)],
  ['0', known(0)],
  ['10 GB', known(10e9)],
  ['10G', known(10e9)],
  ['10 GiB', known(10 * 2 ** 30)],
  ['1.5Ti', known(1.5 * 2 ** 40)],
  ['512 mib', known(512 * 2 ** 20)],
  ['7 kB', known(7000)],
  ['3B', known(3)],
  [' 4 MB ', known(4e6)],
  ['', unset],
  [undefined, unset],
  ['-5 GB', unreadable],
  ['lots', unreadable],
  ['10 parsecs', unreadable],
  ['1.2.3 GB', unreadable],
])('reads %j as a size', (text, expected) => {
  expect(read(sizeText, text)).toEqual(expected);
});

it.each([
  ['47.5%', known(0.475)],
  ['47.5', known(0.475)],
  ['100 %', known(1)],
  ['0', known(0)],
  ['', unset],
  ['half', unreadable],
])('reads %j as a percentage', (text, expected) => {
  expect(read(percentText, text)).toEqual(expected);
});

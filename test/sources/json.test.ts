import { expect, it } from 'vitest';
import { readJson } from '../../exporter/sources/json.ts';

it.each([
  ['a text', '{"a":[1]}', { a: [1] }],
  ['bytes', Buffer.from('{"ä":"ö"}'), { ä: 'ö' }],
  ['what begins with a byte order mark', Buffer.from('\uFEFF{"a":1}'), { a: 1 }],
  ['null', 'null', null],
  ['no JSON', '<html>', undefined],
  ['nothing', '', undefined],
])('reads %s', (_, text, value) => {
  expect(readJson(text)).toEqual(value);
});

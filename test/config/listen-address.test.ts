import { describe, expect, it } from 'vitest';
import { parseListenAddress } from '../../exporter/config/listen-address.ts';

describe('an address to listen on', () => {
  it.each([
    [':9877', undefined, 9877],
    ['127.0.0.1:9877', '127.0.0.1', 9877],
    ['localhost:0', 'localhost', 0],
    ['[::1]:9877', '::1', 9877],
    ['[::]:65535', '::', 65535],
  ])('%s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '9877',
    ':',
    'localhost',
    ':65536',
    '::1:9877',
    'a b:1',
    'http://localhost:1',
    ':-1',
    '[x]:1',
  ])('is not %j', (text) => {
    expect(() => parseListenAddress(text)).toThrow(`"${text}" is not an address to listen on`);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../exporter/config/config.ts';
import { tellablePath } from '../../exporter/config/tellable-path.ts';
import { temporaryFolder } from '../kit/temporary.ts';

const KEYS = [
  'bGFzdCBvbmUgb3V0IHR1cm5zIHRoZSBsaWdodHMgb2Zm',
  '/bGFzdCBvbmUgb3V0/IHR1cm5zIHRoZSBsaWdodHM=',
  'bGFzdCBv/bmUgb3V0+IHR1cm5zIA==',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
  'hunter2',
  '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBM\n-----END PRIVATE KEY-----',
];

function said(config: unknown, folder: string): string {
  try {
    parseConfig(config, join(folder, 'palette-exporter.yaml'));
  } catch (error) {
    return String(error);
  }
  return 'accepted';
}

describe('a key in the place of a file or an address', () => {
  it.each(KEYS)('is not repeated: %j', (key) => {
    const folder = temporaryFolder();
    const source = { name: 'pma', url: 'https://palette.example.com' };

    const messages = [
      said({ palette: [{ ...source, apiKeyFile: key }] }, folder),
      said({ palette: [{ ...source, apiKey: 'x', tls: { caFile: key } }] }, folder),
      said({ palette: [{ ...source, apiKey: 'x' }], web: { listen: key } }, folder),
      said({ palette: [{ ...source, apiKey: 'x', url: key }] }, folder),
      said({ palette: [{ ...source, apiKey: 'x', proxy: key }] }, folder),
      said({ palette: [{ ...source, apiKey: 'x', name: key.repeat(2) }] }, folder),
    ];

    for (const message of messages.slice(0, 5)) expect(message).not.toBe('accepted');
    for (const message of messages) expect(message).not.toContain(key);
  });
});

describe('a path that leads nowhere', () => {
  const folder = temporaryFolder();

  it.each([
    [join(folder, 'palette-key'), join(folder, 'palette-key')],
    ['./palette-key', join(folder, 'palette-key')],
    ['palette-key.txt', join(folder, 'palette-key.txt')],
    ['/nowhere/palette-key', `the file that it names (its path counts from ${folder})`],
    ['palette-key', `the file that it names (its path counts from ${folder})`],
  ])('%s is told as a path where it is one by its look', (text, told) => {
    expect(tellablePath(text, folder)).toBe(told);
  });
});

describe('a key that no header can carry', () => {
  it.each(['two\nlines', 'k\u0000y', 'k\u20acy'])('is refused at the start: %j', (apiKey) => {
    const config = { palette: [{ name: 'pma', url: 'https://palette.example.com', apiKey }] };

    expect(said(config, temporaryFolder())).toContain(
      'palette[0].apiKey: holds characters that no header may have',
    );
  });
});

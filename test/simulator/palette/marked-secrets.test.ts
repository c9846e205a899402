import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../../exporter/simulator/simulator.ts';
import { SECRET_MARK } from '../../../exporter/simulator/world/build/marked-secret.ts';
import { askEverything } from '../../kit/ask-every-route.ts';

const SECRET_FIELDS = new Set([
  'activationLink',
  'Authorization',
  'hostAuthToken',
  'hostPairingKey',
  'keyBase64',
  'link',
  'password',
  'serviceAuthToken',
  'token',
  'values',
]);

describe('secrets that Palette hands out', () => {
  it('all carry the mark, so that a leak can be searched for', async () => {
    const simulator = await startSimulator({ palette: { rateLimit: false }, scenario: 'remote-shell-open' });
    const answers = await askEverything(simulator);
    await simulator.close();

    const secrets = answers.flatMap(({ route, body }) =>
      [...strings(body)]
        .filter(([field, text]) => text !== '' && isSecret(route.path, field))
        .map(([field, text]) => ({ field, isMarked: text.includes(SECRET_MARK) })),
    );

    expect(secrets.filter(({ isMarked }) => !isMarked)).toEqual([]);
    expect(new Set(secrets.map(({ field }) => field))).toEqual(new Set([...SECRET_FIELDS, 'key']));
  });
});

/** `key` is the name of a feature in one place and a private key in the others. */
function isSecret(path: string, field: string): boolean {
  return SECRET_FIELDS.has(field) || (field === 'key' && !path.endsWith('eatures'));
}

function* strings(value: unknown, field = ''): Generator<[field: string, text: string]> {
  if (typeof value === 'string') yield [field, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, item] of Object.entries(value)) yield* strings(item, Array.isArray(value) ? field : name);
}

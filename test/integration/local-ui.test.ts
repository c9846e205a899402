import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLAVOURS } from '../kit/binaries.ts';
import { checkMetrics } from '../kit/prometheus-tools.ts';

const golden = join(import.meta.dirname, '../local-ui/golden');
const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.prom'),
);

describe.each(FLAVOURS)('promtool (%s)', (flavour) => {
  it.each(files)('finds no fault with the Local UI metrics of %s', async (file) => {
    const outcome = await checkMetrics(flavour, readFileSync(join(golden, file), 'utf8'));

    expect(outcome).toEqual({ accepted: true, output: '' });
  });
});

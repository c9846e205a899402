import { describe, expect, it } from 'vitest';
import { type ApplianceKind, applianceKinds } from '../../exporter/simulator/world/build/appliance-kinds.ts';
import { startAppliance } from '../kit/test-appliance.ts';

describe.each(Object.keys(applianceKinds) as ApplianceKind[])('hosts of the kind %s', (kind) => {
  it('give the metrics of the golden file', async () => {
    const appliance = await startAppliance({ simulator: { localUi: { kind } } });
    await appliance.advance(5_000);

    const text = appliance.metrics();
    const failed = appliance.exporter
      .status()
      .filter(({ reason, dropped }) => (reason !== 'ok' && reason !== 'not_found') || dropped > 0);
    await appliance.close();

    await expect(inOrder(text)).toMatchFileSnapshot(`golden/${kind}.prom`);
    expect(failed).toEqual([]);
  });
});

/** Samples sorted within their family, since sources come in any order; certificates are made in real time. */
function inOrder(text: string): string {
  const families = text.split(/^(?=# HELP )/m).map((family) => {
    const [help = '', type = '', ...samples] = family.trimEnd().split('\n');
    return [help, type, ...samples.sort(), ''].join('\n');
  });
  return families.join('').replace(/^(palette_localui_tls_not_after_timestamp_seconds\{.*\}) \d+$/gm, '$1 0');
}

import { describe, expect, it } from 'vitest';
import { endpoints } from '../../exporter/local-ui/api/endpoints.ts';
import { forbiddenRoutes } from '../../exporter/simulator/local-ui/answers/forbidden-reads.ts';
import { type ApplianceKind, applianceKinds } from '../../exporter/simulator/world/build/appliance-kinds.ts';
import { SECRET_MARK } from '../../exporter/simulator/world/build/marked-secret.ts';
import { MINUTE } from '../../exporter/simulator/world/model/time-units.ts';
import { ask } from '../kit/ask-simulator.ts';
import { readApiDescription } from '../kit/published-api.ts';
import { startAppliance, type TestAppliance } from '../kit/test-appliance.ts';

const everything = () => ({ collectors: { localui_pairing: { enabled: true } } });

describe('secrets in the answers of Local UI', () => {
  it.each(Object.keys(applianceKinds) as ApplianceKind[])(
    'stay out of metrics, logs and errors on hosts of the kind %s',
    async (kind) => {
      const appliance = await startAppliance({
        simulator: { localUi: { kind } },
        config: everything,
        logLevel: 'trace',
      });
      plantMore(appliance);
      await appliance.advance(MINUTE);
      // Answers that the schemas refuse end up in error messages.
      appliance.simulator.faults.push({ kind: { status: 500, body: `{"message":"${SECRET_MARK}error"}` } });
      await appliance.advance(MINUTE);
      appliance.simulator.faults.splice(0, 1, { kind: { status: 200, body: `["${SECRET_MARK}shape"]` } });
      await appliance.advance(6 * MINUTE);

      const said = [
        appliance.metrics(),
        JSON.stringify(appliance.exporter.status()),
        JSON.stringify(appliance.logged),
        await appliance.exporter.telemetry.registry.metrics(),
      ];
      await appliance.close();

      expect(said.filter((text) => text.includes(SECRET_MARK))).toEqual([]);
      expect(said.every((text) => text.length > 2)).toBe(true);
    },
  );

  it('are planted in all fields that hold some, so that the test above means something', async () => {
    const appliance = await startAppliance({ config: everything });
    plantMore(appliance);
    const [host] = appliance.simulator.localUi;
    if (host === undefined) throw new Error('there is no host');
    const { username, password } = host;
    const login = await ask(`${host.url}/v1/users/default/login`, {
      method: 'POST',
      body: { username, password },
    });
    const { Authorization: authorization } = (login.body as { Token: { Authorization: string } }).Token;

    const paths = [
      ...forbiddenRoutes.map(({ path }) => path),
      endpoints.clusterDetails.path,
      endpoints.applications.path,
      endpoints.stagedUpdate.path,
      endpoints.pairing.path,
    ];
    const bodies = await Promise.all(
      paths.map((path) => ask(host.url + path, { headers: { authorization } })),
    );
    await appliance.close();

    const marks = bodies.map(({ body }) => JSON.stringify(body).split(SECRET_MARK).length - 1);
    expect(marks.every((count) => count > 0)).toBe(true);
  });
});

describe('the requests of the exporter', () => {
  it('only read, and leave alone what holds secrets, makes the host work or is large', () => {
    const forbidden =
      /userdata|download-logs|\/download|connectivity|actions|reset|reboot|shutdown|password|\/cluster$|configurations$|archive\/(embedded|overridden)|[{}]/;

    for (const { method, path } of Object.values(endpoints)) {
      expect(method).toBe('GET');
      expect(path.replace('/file-download/files', '')).not.toMatch(forbidden);
    }
  });

  it('are those of the published description', ({ skip }) => {
    const description = readApiDescription('LOCAL_UI_SPEC', 'local-ui-api/emc-api.json');
    if (typeof description === 'string') return skip(description);

    const unknown = Object.values(endpoints).filter(({ method, path }) => !description.has(method, path));

    expect(unknown).toEqual([]);
  });
});

/** What has a place for secrets only now and then: an update that waits, a pairing under way. */
function plantMore({ simulator: { world } }: TestAppliance): void {
  const { cluster } = world.appliance;
  if (cluster === undefined) return;
  cluster.pairing = 'Pairing';
  cluster.stateReason = `${SECRET_MARK}reason`;
  cluster.staged = [
    { name: 'palette-mgmt', version: '4.8.12', packs: [{ name: 'zot-registry', version: '2.1.10' }] },
  ];
  cluster.registry.errors = [`${SECRET_MARK}sync`];
}

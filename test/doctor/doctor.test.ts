import { afterEach, describe, expect, it } from 'vitest';
import { type ConfigInput, parseConfig } from '../../exporter/config/config.ts';
import { examine, type Report } from '../../exporter/doctor/doctor.ts';
import { reportJson, reportText } from '../../exporter/doctor/report.ts';
import { type Load, planOf } from '../../exporter/doctor/request-plan.ts';
import { clusterCollectors } from '../../exporter/local-ui/index.ts';
import { endpoints } from '../../exporter/palette/api/endpoints.ts';
import { paletteCollectors } from '../../exporter/palette/index.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../exporter/simulator/simulator.ts';
import { SECRET_MARK } from '../../exporter/simulator/world/build/marked-secret.ts';
import { fakeClock } from '../kit/fake-clock.ts';
import { temporaryFile } from '../kit/temporary.ts';

const DAY = 86_400_000;

type PaletteInput = NonNullable<ConfigInput['palette']>[number];

let simulator: Simulator;
afterEach(() => simulator.close());

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  simulator = await startSimulator({ ...options, palette: { rateLimit: false, ...options.palette } });
  return simulator;
}

/** Examines the simulated Palette; requests need not wait for a budget that is meant for real ones. */
async function examinePalette(
  more: Partial<PaletteInput> = {},
  rest: Partial<ConfigInput> = {},
): Promise<Report> {
  const { url, apiKey } = simulator.palette;
  const palette = { name: 'pma', url, apiKey, budgetShare: 1, ...more };
  return examine(parseConfig({ palette: [palette], ...rest }, 'doctor.yaml'));
}

/** `step: verdict` of all that is not in order. */
function troubles({ sources, plan }: Report): Record<string, string> {
  const checks = sources.flatMap(({ source, checks }) =>
    checks.map((one) => ({ ...one, step: `${source} ${one.step}` })),
  );
  const all = [...checks, ...plan.map((one) => ({ ...one, step: one.prefix }))];
  return Object.fromEntries(
    all
      .filter(({ verdict }) => verdict === 'failed' || verdict === 'warning')
      .map(({ step, verdict, message }) => [step, `${verdict}: ${message}`]),
  );
}

function checkOf({ sources }: Report, source: string, step: string) {
  return sources.find((one) => one.source === source)?.checks.find((one) => one.step === step);
}

describe('the doctor', () => {
  it('finds a good configuration in order, down to each collector and the budget', async () => {
    const { palette, localUi } = await start({ palette: { tls: true } });
    const tls = { caFile: temporaryFile(palette.cert ?? '', 'ca.pem') };
    const hosts = localUi.slice(0, 2).map(({ name, url, username, password, pinSha256 }) => ({
      name,
      url,
      username,
      password,
      tls: { pinSha256 },
    }));

    const report = await examinePalette(
      { tls, url: palette.url.replace('127.0.0.1', 'localhost'), system: palette.system },
      { localUi: hosts },
    );

    expect(troubles(report)).toEqual({});
    expect(report.ok).toBe(true);
    expect(report.sources.map(({ source, kind }) => [source, kind])).toEqual([
      ['pma', 'palette'],
      ['pma/system', 'system console'],
      ...hosts.map(({ name }) => [name, 'Local UI']),
    ]);
    // Their cluster is read through one of them.
    const ofClusters = hosts.map(({ name }) =>
      clusterCollectors.filter((one) => checkOf(report, name, `collector ${one.name}`)?.verdict === 'ok'),
    );
    expect(ofClusters.map(({ length }) => length > 8)).toEqual([true, false]);
    const steps = report.sources[0]?.checks.map(({ step }) => step) ?? [];
    expect(steps.slice(0, 8)).toEqual([
      'dns',
      'tcp',
      'tls',
      'login',
      'key',
      'scope',
      'collector api',
      'collector clusters',
    ]);
    expect(report.plan.map(({ prefix }) => prefix)).toEqual(
      expect.arrayContaining(['/v1/dashboard', '/v1/system', '/v1/spectroclusters']),
    );
    expect(reportText(report)).toMatch(/Nothing is wrong\.\n$/);
    expect(JSON.parse(reportJson(report))).toEqual(report);
    expect(reportText(report) + reportJson(report)).not.toContain(SECRET_MARK);
  });

  it('says so when the key is rejected, and asks nothing but that once more', async () => {
    await start();

    const report = await examinePalette({ apiKey: 'planted-secret' });

    expect(report.ok).toBe(false);
    expect(troubles(report)).toMatchObject({
      'pma login':
        'failed: palette "pma": GET /v1/users/info answered 401: the API key was rejected; check apiKey',
    });
    expect(simulator.requests).toHaveLength(2);
    expect(reportText(report)).not.toContain('planted-secret');
  });

  it('says so when nothing listens', async () => {
    await start();

    const report = await examinePalette({ url: 'http://127.0.0.1:9' });

    expect(report.ok).toBe(false);
    expect(troubles(report)).toEqual({
      'pma tcp': 'failed: cannot connect to port 9 of 127.0.0.1 (ECONNREFUSED); check url and firewall',
    });
    expect(simulator.requests).toHaveLength(0);
  });

  it('says so when the name leads nowhere', async () => {
    await start();

    // A label may have 63 letters: the resolver need not ask anybody to know that there is no such name.
    const report = await examinePalette({ url: `https://${'x'.repeat(64)}.localhost` });

    expect(troubles(report)).toEqual({
      'pma dns': expect.stringMatching(/^failed: x+\.localhost has no address \(\w+\); check url/),
    });
  });

  describe('of a certificate', () => {
    it('that does not verify tells whose it is, and what to pin', async () => {
      await start({ palette: { tls: true } });

      const report = await examinePalette();

      const message = troubles(report)['pma tls'] ?? '';
      expect(message).toMatch(
        /^failed: CN=palette\.example\.com, issued by CN=palette\.example\.com, valid until \d{4}-\d\d-\d\d/,
      );
      expect(message).toContain('does not verify');
      expect(message).toMatch(/tls\.pinSha256: "[0-9a-f]{64}"$/);
      expect(simulator.requests).toHaveLength(0);
    });

    it('is satisfied once the fingerprint that it told is pinned', async () => {
      await start({ palette: { tls: true } });
      const [, pinSha256 = ''] =
        /pinSha256: "(\w+)"/.exec(troubles(await examinePalette())['pma tls'] ?? '') ?? [];

      const report = await examinePalette({ tls: { pinSha256 } });

      expect(troubles(report)).toEqual({});
    });

    it('that is not the pinned one is refused', async () => {
      await start({ palette: { tls: true } });

      const report = await examinePalette({ tls: { pinSha256: '0'.repeat(64) } });

      expect(troubles(report)['pma tls']).toContain('this is not the pinned one');
      expect(report.ok).toBe(false);
    });

    it('that is not verified on purpose is worth a warning', async () => {
      await start({ palette: { tls: true } });

      const report = await examinePalette({ tls: { insecureSkipVerify: true } });

      expect(Object.keys(troubles(report))).toEqual(['pma tls']);
      expect(report.ok).toBe(true);
    });
  });

  it('names the permission that is missing', async () => {
    await start();
    const refusal = { status: 403, body: '{"code":"OperationForbidden"}' };
    simulator.faults.push({ match: '/v1/audits', kind: refusal }, { match: '/v1/registries', kind: refusal });

    const report = await examinePalette();

    expect(report.ok).toBe(false);
    expect(troubles(report)).toMatchObject({
      'pma collector audits': expect.stringContaining(
        'GET /v1/audits answered 403: the API key lacks audit.list',
      ),
      'pma collector registries': expect.stringContaining('the API key lacks packRegistry.list'),
    });
    expect(Object.keys(troubles(report))).toHaveLength(3);
  });

  it('tells a key of single projects to name them, and what it lacks of the tenant', async () => {
    const { palette } = await start();

    const report = await examinePalette({ apiKey: palette.projectApiKey });

    expect(troubles(report)['pma scope']).toContain('list under projects the UIDs of those that it may read');
    expect(troubles(report)['pma collector users']).toContain('user.list');
  });

  it('finds a key of a single project in order once its UID is listed', async () => {
    const { palette, world } = await start();
    const [uid = ''] = world.apiKeys.find(({ key }) => key === palette.projectApiKey)?.projectUids ?? [];

    const report = await examinePalette({ apiKey: palette.projectApiKey, projects: [uid] });

    expect(report.sources[0]?.checks).toContainEqual({
      step: 'scope',
      verdict: 'ok',
      message: expect.stringMatching(`^the projects ${uid}: [1-9]\\d* clusters?$`),
    });
    expect(simulator.requests.filter(({ path }) => path.endsWith('/projects/metadata'))).toEqual([]);
  });

  it('tells such a key that names do not do', async () => {
    const { palette, world } = await start();

    const report = await examinePalette({
      apiKey: palette.projectApiKey,
      projects: world.projects.slice(0, 1).map(({ name }) => name),
    });

    expect(troubles(report)['pma scope']).toContain('list under projects the UIDs');
  });

  it('reads the projects that are there, and fails for the one that is not', async () => {
    const { world } = await start();
    const [project] = world.projects;

    const report = await examinePalette({ projects: [project?.name ?? '', 'Atlantis'] });

    const message =
      'failed: palette "pma": it has no project "Atlantis" that the API key may see; check projects';
    expect(troubles(report)).toEqual({
      'pma tls': expect.any(String),
      'pma scope': 'failed: project "Atlantis" was not read: palette "pma": it is not there',
      'pma collector projects': message,
    });
    expect(report.ok).toBe(false);
  });

  it('counts what it costs to go through many projects', async () => {
    const { world } = await start();
    const [model] = world.projects;
    if (model === undefined) throw new Error('the world has no project');
    const names = Array.from({ length: 20 }, (_, index) => `project-${index}`);
    for (const [index, name] of names.entries()) {
      world.projects.push({ ...model, name, uid: index.toString(16).padStart(24, '0') });
    }

    const others = paletteCollectors.filter(({ name }) => !['api', 'clusters', 'edge_hosts'].includes(name));
    const collectors = Object.fromEntries(others.map(({ name }) => [name, { enabled: false }]));

    const report = await examinePalette({ projects: names }, { collectors });

    const dashboard = report.plan.find(({ prefix }) => prefix === '/v1/dashboard');
    expect(dashboard?.needed).toBeGreaterThan((2 * 20) / 30);
    const lookUps = simulator.requests.filter(({ path }) => path.endsWith('/projects/metadata'));
    expect(lookUps).toHaveLength(1);
  });

  it('names the project that is not there', async () => {
    await start();

    const report = await examinePalette({ projects: ['Atlantis'] });

    expect(troubles(report)['pma scope']).toContain('it has no project "Atlantis"');
  });

  it('warns of a key that ends soon, and does not call that nothing', async () => {
    await start();
    for (const key of simulator.world.apiKeys) key.expiresAt = Date.now() + 5 * DAY;

    const report = await examinePalette();

    expect(troubles(report)['pma key']).toMatch(/^warning: .*\([45] days\); create a new one/);
    expect(report.ok).toBe(true);
    // The other one: without TLS.
    expect(reportText(report)).toMatch(/\n2 warnings: see the lines marked WARN\.\n$/);
  });

  it('fails a key that ends now', async () => {
    await start();
    for (const key of simulator.world.apiKeys) key.expiresAt = Date.now() + 1.5 * DAY;

    const report = await examinePalette();

    expect(troubles(report)['pma key']).toMatch(/^failed: .*\(1 day\); create a new one/);
    expect(report.ok).toBe(false);
  });

  it('is content with a key that was replaced, though the old one has ended', async () => {
    await start();
    const [old] = simulator.world.apiKeys;
    if (old === undefined) throw new Error('the world has no API key');
    simulator.world.apiKeys.push({ ...old, uid: 'replaced', expiresAt: Date.now() - DAY });

    const report = await examinePalette();

    expect(troubles(report)['pma key']).toBeUndefined();
  });

  it('takes what an older Palette lacks for what it is', async () => {
    const { palette } = await start({ palette: { older: true } });

    const report = await examinePalette({ system: palette.system });

    expect(report.sources.map(({ source }) => source)).toEqual(['pma', 'pma/system']);
    expect(report.ok).toBe(true);
    expect(checkOf(report, 'pma/system', 'login')).toMatchObject({
      verdict: 'ok',
      message: 'accepted; /v1/system/users/me is not supported or tells nothing',
    });
    expect(checkOf(report, 'pma/system', 'collector system_version')).toMatchObject({
      verdict: 'warning',
      message: expect.stringMatching(/^not supported/),
    });
  });

  it('examines a system console that does not tell who is logged in', async () => {
    const { palette } = await start();
    const kind = { status: 404, body: '{"code":"ResourceNotFound"}' };
    simulator.faults.push({ match: '/v1/system/users/me', kind });

    const report = await examinePalette({ system: palette.system });

    expect(Object.keys(troubles(report))).toEqual(['pma tls']);
    expect(checkOf(report, 'pma/system', 'collector system_version')).toMatchObject({ verdict: 'ok' });
    expect(reportText(report)).toContain('accepted; /v1/system/users/me is not supported or tells nothing');
  });

  it('tells of a system login that is rejected', async () => {
    const { palette } = await start();

    const report = await examinePalette({
      system: { username: palette.system.username, password: 'planted-secret' },
    });

    expect(troubles(report)['pma/system login']).toContain('passkey');
    expect(report.ok).toBe(false);
    expect(simulator.requests.filter(({ path }) => path === '/v1/auth/syslogin')).toHaveLength(1);
  });

  describe('of the Local UIs of all edge hosts of a Palette', () => {
    /** Examines them, the edge hosts being at these addresses; a Local UI answers at the first. */
    async function examineHosts(
      ips: readonly string[],
      more: object = {},
      palette: Partial<PaletteInput> = {},
    ) {
      await start({ localUi: { kind: 'central' } });
      const { world, localUi } = simulator;
      const [model] = world.edgeHosts;
      const [host] = localUi;
      if (model === undefined || host === undefined) throw new Error('the world has no edge host');
      world.edgeHosts = ips.map((ip, index) => ({
        ...model,
        uid: `edge-${index}`,
        name: `host-${index}`,
        ip,
      }));
      const template = {
        palette: 'pma',
        url: `https://{{ip}}:${new URL(host.url).port}`,
        username: host.username,
        password: host.password,
        tls: { pinSha256: host.pinSha256 },
        ...more,
      };
      const report = await examinePalette(palette, { localUiFromPalette: [template] });
      return { report, hosts: report.sources.find(({ kind }) => kind === 'Local UIs of palette')?.checks };
    }

    it('finds the first ones in order, and says how many it left out', async () => {
      const { report, hosts } = await examineHosts(['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '']);

      expect(hosts).toEqual([
        {
          step: 'hosts',
          verdict: 'ok',
          message:
            'palette "pma" lists 5 edge hosts, 4 with an address to log in at; the first 3 are examined, 1 left out',
        },
      ]);
      expect(report.sources.map(({ source }) => source)).toEqual([
        'pma',
        'pma',
        'pma/edge-0',
        'pma/edge-1',
        'pma/edge-2',
      ]);
      expect(report.sources[2]?.checks).toContainEqual({ step: 'login', verdict: 'ok', message: 'accepted' });
      expect(Object.keys(troubles(report))).toEqual(['pma tls', 'pma/edge-1 tcp', 'pma/edge-2 tcp']);
    });

    it('meets the login that they refuse', async () => {
      const { report } = await examineHosts(['127.0.0.1'], { password: 'planted-secret' });

      expect(report.ok).toBe(false);
      expect(troubles(report)['pma/edge-0 login']).toMatch(/^failed: .* check username and password/);
      expect(reportText(report)).not.toContain('planted-secret');
    });

    it('warns where no host has an address', async () => {
      const { hosts } = await examineHosts(['']);

      expect(hosts).toMatchObject([
        { verdict: 'warning', message: expect.stringContaining('1 edge host, none') },
      ]);
    });

    it('fails where the Palette cannot be asked for them', async () => {
      const { hosts } = await examineHosts(['127.0.0.1'], {}, { apiKey: 'wrong' });

      expect(hosts).toMatchObject([{ verdict: 'failed', message: expect.stringContaining('are not known') }]);
    });
  });

  it('refuses a plan that the budget cannot carry, and says what would do', async () => {
    await start({ clusters: 20, hosts: 60 });

    const report = await examinePalette({}, { collectors: { nodes: { every: '1s' } } });

    const cloudConfigs = report.plan.find(({ prefix }) => prefix === '/v1/cloudconfigs');
    expect(report.ok).toBe(false);
    expect(cloudConfigs).toMatchObject({
      verdict: 'failed',
      allowed: 50,
      message: expect.stringMatching(
        /^more than the budget gives: set collectors\.nodes\.every to \ds or more, or raise budgetShare$/,
      ),
    });
    expect(reportText(report)).toMatch(/FAIL {2}\/v1\/cloudconfigs/);
  });
});

describe('a plan', () => {
  const load = (collector: string, requests: number, more: Partial<Load> = {}): Load => ({
    source: 'pma',
    collector,
    interval: 60_000,
    requests,
    reads: [endpoints.edgeNativeMachines],
    isRound: true,
    isConfigured: false,
    measured: new Map(),
    ...more,
  });
  const verdictOf = (...loads: Load[]) =>
    planOf('https://palette', loads, 0.3).map(({ verdict, message }) => [verdict, message]);

  it('may let rounds take longer than they would by default', () => {
    expect(verdictOf(load('nodes', 3000), load('sweep', 60, { isRound: false }))).toEqual([
      ['warning', 'more than the budget gives, so that rounds take longer: nodes 4m instead of 1m'],
    ]);
  });

  it('may not do so against the configuration', () => {
    expect(verdictOf(load('nodes', 3000, { isConfigured: true }))).toEqual([
      [
        'failed',
        'more than the budget gives: set collectors.nodes.every to 5m or more, or raise budgetShare',
      ],
    ]);
  });

  it('has room for its sweeps, or is refused', () => {
    expect(
      verdictOf(load('sweep', 1200, { isRound: false }), load('other', 700, { isRound: false })),
    ).toEqual([['failed', expect.stringContaining('set collectors.sweep.every to')]]);
    expect(verdictOf(load('sweep', 840, { isRound: false }))).toEqual([
      ['warning', expect.stringContaining('hardly any room')],
    ]);
    expect(verdictOf(load('sweep', 600, { isRound: false }))).toEqual([['ok', '']]);
  });

  it('takes a sweep for no less than it cost when it was tried', () => {
    const measured = new Map([['/v1/cloudconfigs', 840]]);

    expect(verdictOf(load('sweep', 2, { isRound: false, measured }))).toEqual([
      ['warning', expect.stringContaining('hardly any room')],
    ]);
    expect(verdictOf(load('nodes', 2, { measured }))).toEqual([['ok', '']]);
  });

  it('divides requests as they were measured, and evenly as long as they were not', () => {
    const reads = [endpoints.cluster, endpoints.edgeNativeMachines];
    const measured = new Map([
      ['/v1/cloudconfigs', 3],
      ['/v1/spectroclusters', 1],
    ]);

    const rates = [load('a', 60, { reads, measured }), load('b', 60, { reads })].map((one) =>
      planOf('https://palette', [one], 0.3).map(({ prefix, needed }) => [prefix, needed]),
    );

    expect(rates).toEqual([
      [
        ['/v1/cloudconfigs', 0.75],
        ['/v1/spectroclusters', 0.25],
      ],
      [
        ['/v1/cloudconfigs', 0.5],
        ['/v1/spectroclusters', 0.5],
      ],
    ]);
  });
});

describe('its clock', () => {
  it.each([
    [10, 'warning'],
    [1, 'failed'],
    [-5, 'failed'],
  ])('judges a certificate with %d days left: %s', async (left, verdict) => {
    await start({ palette: { tls: true } });
    const shown = troubles(await examinePalette())['pma tls'] ?? '';
    const [, end = '', pinSha256 = ''] = /valid until ([\d-]+) .*pinSha256: "(\w+)"/.exec(shown) ?? [];
    const clock = fakeClock(Date.parse(end) - left * DAY);
    const { url, apiKey } = simulator.palette;
    const config = parseConfig(
      { palette: [{ name: 'pma', url, apiKey, tls: { pinSha256 }, budgetShare: 1 }] },
      'doctor.yaml',
    );

    const pending = examine(config, clock);
    let done = false;
    void pending.finally(() => {
      done = true;
    });
    while (!done) await clock.advance(1000);

    expect(troubles(await pending)['pma tls']).toMatch(
      new RegExp(`^${verdict}: .*the pinned one; renew it$`),
    );
  });
});

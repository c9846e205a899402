import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RoomMail } from '../../demo/room-state.ts';
import { eventually } from '../kit/eventually.ts';
import { type RunningDemo, runDemo, startDemo, startDemoAlone } from '../kit/run-demo.ts';

const HOST = 'PaletteEdgeHostUnhealthy';
/** The backup is told after half a minute; a machine that is busy with other things takes longer to get there. */
const BUSY_MACHINE = 240_000;

describe('the demo with Prometheus and Alertmanager', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runDemo('--pace', '60');
  });
  afterAll(async () => {
    await demo?.interrupt();
  });

  test('tells the site crew of a dead node, after silence the backup, and both when it is over', async () => {
    await eventually('a quiet site', async () => {
      const { chain, alerts } = await demo.state();
      return chain.state === 'running' && alerts.every(({ state }) => state !== 'firing');
    });

    await demo.press('/scenarios/node-down');
    const told = await eventually(
      'both to be told',
      async () => {
        const { alerts } = await demo.state();
        const alert = alerts.find(({ name }) => name === HOST);
        return alert?.tellings.every(({ state }) => state === 'told') && alert;
      },
      BUSY_MACHINE,
    );
    const { mails, site } = await demo.state();
    // Its seconds are minutes of the rules: what else is told when a busy machine falls behind is no matter of this test.
    const ofHost = (of: readonly RoomMail[]) => of.filter(({ subject }) => subject.includes(told.summary));
    await demo.press('/scenarios/healthy');
    const over = await eventually('the word that it is over, and the room to show it', async () => {
      const state = await demo.state();
      const resolved = ofHost(state.mails).filter(({ subject }) => subject.startsWith('[RESOLVED]'));
      const shown = state.alerts.find(({ name }) => name === HOST);
      return resolved.length === 2 && shown?.state === 'ended' && state;
    });

    expect(told.tellings).toMatchObject([
      { person: 'Juno Vasquez', role: 'Site crew', address: 'juno@example.com', at: told.firesAt },
      { person: 'Teo Lindgren', role: 'Site crew', address: 'teo@example.com', at: told.firesAt + 30_000 },
    ]);
    expect(ofHost(mails).map(({ person }) => person)).toEqual(['Teo Lindgren', 'Juno Vasquez']);
    expect(site.clusters[0]?.nodes[2]).toEqual({ name: 'assembly-3', level: 'bad', word: 'not ready' });
    expect(
      ofHost(over.mails)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(['juno@example.com', 'juno@example.com', 'teo@example.com', 'teo@example.com']);
  });

  test('tells of what only the clusters themselves see: a bond that lacks a card, addresses used up', async () => {
    await demo.press('/scenarios/bond-member-lost');
    const bond = await eventually('the site crew to be told of the bond', async () => {
      const { alerts } = await demo.state();
      const alert = alerts.find(({ name }) => name === 'NodeBondingDegraded');
      return alert?.tellings[0]?.state === 'told' && alert;
    });
    await demo.press('/scenarios/address-pool-used-up');
    const pool = await eventually('the pool to be seen', async () => {
      const { alerts } = await demo.state();
      return alerts.find(({ name }) => name === 'MetalLBPoolNearlyUsed');
    });

    expect(bond.tellings[0]).toMatchObject({ role: 'Site crew', at: bond.firesAt });
    expect(bond.firesAt - bond.since).toBe(5000);
    expect(bond.description).toBe(
      'Bond bond0 of 192.0.2.23:9100 in cluster assembly-line lacks 1 of its cards.',
    );
    expect(pool.description).toBe('100% of the addresses of pool line of cluster assembly-line are in use.');
    await demo.press('/scenarios/healthy');
  });

  test('shortens what the rules and the routing say, and says so', async () => {
    const folder = bundleOf(demo);
    const rules = parse(readFileSync(join(folder, 'bundle/prometheus/rules/palette-edge-host.yaml'), 'utf8'));
    const [alone, twin] = rules.groups[0].rules.filter(({ alert }: { alert?: string }) => alert === HOST);

    expect([alone.for, alone.keep_firing_for, twin.for]).toEqual(['5s', '5s', '35s']);
    expect(demo.output()).toContain(
      'Rules and escalations run 60 times as fast as shipped: their minute takes a second.',
    );
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const folder = bundleOf(demo);
    const children = childrenOf(folder);

    const code = await demo.interrupt();

    expect(code).toBe(0);
    expect(children).toHaveLength(2);
    expect(childrenOf(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the demo without them', () => {
  test('says in one line how to get them, and runs as ever', async () => {
    const child = startDemoAlone();
    const url = await roomOf(child.output);
    const told = await (await fetch(url)).json();
    const facts = await (await fetch(new URL('facts', url))).json();
    child.process.kill('SIGINT');
    const [code] = await once(child.process, 'close');

    expect(told).toMatchObject({ scenario: 'healthy', palette: { url: expect.any(String) } });
    expect(facts).toMatchObject({ pace: expect.stringContaining('30 times as fast as shipped') });
    expect(child.output()).toContain('the exporter that reads it:\n\n  status page   http://127.0.0.1:');
    expect(child.output()).toMatch(
      /^No alerts and mails: prometheus and alertmanager not found\. Debian[^\n]*macOS[^\n]*container[^\n]*$/m,
    );
    expect(code).toBe(0);
  });

  test('says what a program said that did not start', async () => {
    const child = startDemo('--prometheus-bin', process.execPath, '--alertmanager-bin', process.execPath);
    await roomOf(child.output);
    child.process.kill('SIGINT');
    const [code] = await once(child.process, 'close');

    expect(child.output()).toContain('No alerts and mails: node did not start: it ended with exit code 9');
    expect(code).toBe(0);
  });

  test('says what to do where its address is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    // The last --listen counts.
    const child = startDemo('--listen', `127.0.0.1:${port - 1}`);
    const [code] = await once(child.process, 'close');
    other.close();

    expect(code).toBe(1);
    expect(child.output()).toBe(
      `palette-demo: listen EADDRINUSE: address already in use 127.0.0.1:${port}; ` +
        'choose another address with --listen, the control room is on the port after it\n',
    );
  });

  test('refuses a program that cannot be run', async () => {
    const child = startDemo('--prometheus-bin', '/nowhere/prometheus');
    const [code] = await once(child.process, 'close');

    expect(code).toBe(1);
    expect(child.output()).toBe(
      'palette-demo: --prometheus-bin /nowhere/prometheus: cannot be run; give the path of the prometheus program\n',
    );
  });
});

/** Waits for the address of the control room. */
function roomOf(output: () => string): Promise<string> {
  return eventually('the control room', () => /^Control room: (\S+)$/m.exec(output())?.[1]);
}

/** The temporary folder that it has told. */
function bundleOf(demo: RunningDemo): string {
  return /^Bundle +(\S+)$/m.exec(demo.output())?.[1] ?? expect.fail(demo.output());
}

/** Processes whose command line names the folder. */
function childrenOf(folder: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(`=${folder}/`));
}

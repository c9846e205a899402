import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMPONENTS } from '../../alerts/kit/components.ts';
import { duration } from '../../alerts/kit/duration-setting.ts';
import { parseDuration } from '../../exporter/time/duration.ts';
import { type Channel, channelText, envelopesOf, kindOf } from '../channels/any-channel.ts';
import { ROUTED } from '../channels/channel.ts';
import type { Person } from '../contacts/contact.ts';
import { decidingRules } from '../contacts/deciding-rules.ts';
import { type Labels, ruleFor } from '../contacts/rule-matching.ts';
import { heardAt } from '../contacts/timeline.ts';
import { Problem, quote } from '../kit/problem.ts';
import { GROUP_BY, TEST_ALERT, TWIN } from '../route-tree.ts';
import type { Site, Sources } from '../site.ts';
import type { Alertmanager, HeldAlert } from './api/alertmanager-api.ts';
import { alertmanagerAt } from './api/alertmanager-api.ts';
import type { Output } from './kit/command.ts';
import { loadMatchedSite } from './kit/matched-site.ts';
import { withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle test-notify` */
export function addTestNotify(program: Command, output: Output, end: (code: number) => void): void {
  withSiteOptions(
    program.command('test-notify').description('Send a marked test alert through the real routing.'),
  )
    .option('--contact <name>', 'to one person')
    .option('--role <role>', 'to the people of a role')
    .option('--all', 'to everybody who has an address')
    .requiredOption('--alertmanager <url>', 'Alertmanager that runs with the generated configuration')
    .option('--wait <duration>', 'how long to wait for the notifications', '1m')
    .option('--yes', 'send it even to addresses outside this machine')
    .action(async (options: TestOptions) => end(await testNotify(options, output)));
}

interface TestOptions extends Sources, Wish {
  readonly alertmanager: string;
  readonly wait: string;
  readonly yes?: true;
}

/** Says whom a test would reach, and sends it when that stays on this machine or was confirmed. */
async function testNotify(options: TestOptions, output: Output): Promise<number> {
  checkOptions(options);
  const { alertmanager: url, wait, yes } = options;
  const now = output.now();
  const { trials, unreached } = trialsFor(loadMatchedSite(options), options, now);
  for (const person of unreached) output.out(`not tested: ${person.id} ${reasonOf(person)}\n`);
  if (trials.length === 0) return 1;

  const alertmanager = alertmanagerAt(url);
  const outside = await placesOutside(alertmanager, trials);
  if (outside.length > 0 && !yes) {
    for (const trial of trials) output.out(`would tell: ${trialText(trial)}\n`);
    output.out(`Nothing was sent: this reaches ${outside.join(', ')}. Add --yes to send it.\n`);
    return 1;
  }
  const { lines, ok } = await sendTrials(alertmanager, trials, { now, patience: wait });
  output.out(`${lines.join('\n')}\n`);
  return ok && unreached.every(({ channels }) => channels.length === 0) ? 0 : 1;
}

function checkOptions({ contact, role, all, alertmanager, wait }: TestOptions): void {
  if ([contact, role, all].filter((wish) => wish !== undefined).length !== 1) {
    throw new Problem('test-notify', 'needs to know whom to tell', 'give one of --contact, --role and --all');
  }
  if (!/^https?:\/\//.test(alertmanager) || !URL.canParse(alertmanager)) {
    throw new Problem(
      `--alertmanager ${alertmanager}`,
      'is not a URL',
      'write it like http://127.0.0.1:9093',
    );
  }
  const fault = duration.safeParse(wait).error?.issues[0]?.message;
  if (fault !== undefined) throw new Problem('--wait', fault, 'for example 90s');
}

function reasonOf({ channels, duty }: Person): string {
  if (channels.length === 0) return 'has no address';
  return duty === undefined ? 'is only told after a wait' : `is off duty, on duty ${duty.text}`;
}

/** A test alert, and everybody whom the real routing tells of it. */
interface Trial {
  readonly labels: Labels;
  /** A label of groups that takes any value without another rule deciding. */
  readonly apart: string | undefined;
  readonly wanted: readonly Person[];
  readonly told: readonly { readonly person: Person; readonly channels: readonly Channel[] }[];
}

/** Whom to send a test: one of these. */
interface Wish {
  readonly contact?: string | undefined;
  readonly role?: string | undefined;
  readonly all?: true | undefined;
}

/**
 * The fewest test alerts that reach the wanted people, each through the routing that real alerts take: labels are
 * chosen so that a rule of the plan tells the person at this moment. People whom nothing reaches are reported apart.
 */
function trialsFor(
  { plan }: Site,
  wish: Wish,
  now: Date,
): { trials: readonly Trial[]; unreached: readonly Person[] } {
  const wanted = peopleOf(plan, wish);
  const candidates = Object.keys(COMPONENTS).flatMap((component) =>
    ROUTED.flatMap((severity) =>
      decidingRules(plan, { alertname: TEST_ALERT, component, severity }).flatMap(({ labels }) =>
        trialsOf(plan, labels, now),
      ),
    ),
  );
  const trials: Trial[] = [];
  const missing = new Set(wanted);
  while (missing.size > 0) {
    const hits = ({ told }: Trial) => told.filter(({ person }) => missing.has(person)).length;
    const spills = ({ told }: Trial) => told.filter(({ person }) => !wanted.includes(person)).length;
    const [best] = candidates
      .filter((trial) => hits(trial) > 0)
      .sort((a, b) => spills(a) - spills(b) || hits(b) - hits(a));
    if (best === undefined) break;
    trials.push({
      ...best,
      wanted: best.told.map(({ person }) => person).filter((person) => missing.has(person)),
    });
    for (const { person } of best.told) missing.delete(person);
  }
  return { trials, unreached: [...missing] };
}

function trialsOf(plan: Site['plan'], labels: Labels, now: Date): readonly Trial[] {
  const rule = ruleFor(plan, labels);
  const isFree = (label: string) =>
    labels[label] === undefined && ruleFor(plan, { ...labels, [label]: TEST_ALERT }) === rule;
  const apart = GROUP_BY.find(isFree);
  // A step that waits in the routing cannot be tried at once.
  const steps = rule?.escalation === 'twin' ? rule.steps : (rule?.steps.slice(0, 1) ?? []);
  return steps.map((step) => {
    const twin = step.after === '0s' ? {} : { [TWIN.marker]: TWIN.value, [TWIN.after]: step.after };
    return { labels: { ...labels, ...twin }, apart, wanted: [], told: heardAt(step, now) };
  });
}

function peopleOf(plan: Site['plan'], { contact, role, all }: Wish): readonly Person[] {
  const { people, members, roles, file } = plan.contacts;
  if (all) return people;
  const wanted = (role ?? contact ?? '').toLowerCase();
  const found =
    role === undefined
      ? people.filter(({ id, name }) => [id, name].some((text) => text.toLowerCase() === wanted))
      : members.filter((member) => member.role.toLowerCase() === wanted).map(({ person }) => person);
  if (found.length > 0) return [...new Set(found)];
  const known = role === undefined ? people.map(({ id }) => id) : roles;
  const what =
    role === undefined
      ? `${file} has no contact ${quote(contact ?? '')}`
      : `${file} has no role ${quote(role)}`;
  throw new Problem(
    role === undefined ? '--contact' : '--role',
    what,
    `use one of ${known.map(quote).join(', ')}`,
  );
}

/**
 * The places outside this machine that a test would reach: the Alertmanager itself, its mail server, and every channel
 * that is not a mail or a webhook on loopback. Empty when all stays here.
 */
async function placesOutside(
  alertmanager: Alertmanager,
  trials: readonly Trial[],
): Promise<readonly string[]> {
  const channels = trials.flatMap(({ told }) => told.flatMap((each) => each.channels));
  const running = runningConfig.safeParse(parse(await alertmanager.config()));
  const mailServer = running.data?.global?.smtp_smarthost ?? 'an unknown mail server';
  const places = [
    isLoopback(new URL(alertmanager.url).hostname) ? '' : alertmanager.url,
    ...channels.map((channel) => {
      const destination = kindOf(channel.type).destination?.(channel, mailServer);
      if (destination === undefined) return channelText(channel);
      return isLoopback(destination.host) ? '' : destination.text;
    }),
  ];
  return [...new Set(places.filter((place) => place !== ''))];
}

const runningConfig = z.object({ global: z.object({ smtp_smarthost: z.string().optional() }).optional() });

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(?:\.\d+){3}$/.test(host);
}

/** What became of the test alerts. */
interface Outcome {
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/** Sends the test alerts, waits until Alertmanager has notified or `patience` is over, and says what happened. */
async function sendTrials(
  alertmanager: Alertmanager,
  trials: readonly Trial[],
  { now, patience }: { readonly now: Date; readonly patience: string },
): Promise<Outcome> {
  const alerts = trials.map((trial, index) => testAlert(trial, `${now.getTime().toString(36)}-${index + 1}`));
  const endsAt = new Date(Date.now() + parseDuration(patience) + 60_000).toISOString();
  const expected = trials
    .flatMap(({ told }) => told)
    .reduce((total, { channels }) => total + envelopesOf(channels).length, 0);
  const before = await alertmanager.notifications();
  await alertmanager.post(alerts.map((alert) => ({ ...alert, endsAt })));

  let after = before;
  const deadline = Date.now() + parseDuration(patience);
  while (Date.now() < deadline && after.delivered - before.delivered < expected) {
    await pause(250);
    after = await alertmanager.notifications();
  }
  const held = await alertmanager.alerts();
  // The test is over: without this, Alertmanager would go on repeating it until its end.
  await alertmanager.post(alerts.map((alert) => ({ ...alert, endsAt: new Date().toISOString() })));

  const failed = after.failed - before.failed;
  const delivered = after.delivered - before.delivered;
  const ok = delivered >= expected;
  const reason = ok ? '' : failed > 0 ? '; the log of Alertmanager says why' : notYet(patience);
  return {
    lines: [
      ...alerts.flatMap(({ labels }, index) => trialLines(labels, trials[index]?.told ?? [], held)),
      `notifications: ${delivered} of ${expected} delivered, ${failed} failed${reason}`,
    ],
    ok,
  };
}

function notYet(patience: string): string {
  return `; the others were not tried within ${patience}: Alertmanager waits for group_wait first, give a longer --wait`;
}

/** The people of a test alert in words. */
function trialText({ told }: Pick<Trial, 'told'>): string {
  return told
    .map(({ person, channels }) => `${person.id} by ${channels.map(channelText).join(' and ')}`)
    .join(', ');
}

function testAlert({ labels, apart, wanted }: Trial, id: string) {
  // A group of its own: one that was told minutes ago, by the last test, would wait for the interval of groups.
  const all: Labels = { ...labels, ...(apart !== undefined && { [apart]: id }), palette_test: id };
  const names = wanted.map((person) => person.id).join(', ');
  return {
    labels: all,
    annotations: {
      summary: 'TEST: this is a test of the notifications, nothing has happened.',
      description: `Test for ${names}, sent by palette-bundle test-notify. No action is needed.`,
    },
  };
}

function trialLines(labels: Labels, told: Trial['told'], held: readonly HeldAlert[]): readonly string[] {
  const found = held.find((alert) => alert.labels.palette_test === labels.palette_test);
  const kind = [labels.component, labels.severity, labels[TWIN.marker] === undefined ? '' : 'escalated'];
  const state = found?.muted ? 'muted by a silence or an inhibition: nobody is told' : found?.state;
  return [
    `test alert ${labels.palette_test} (${kind.filter((text) => text !== '').join(', ')})`,
    `  by the plan: ${trialText({ told })}`,
    found === undefined
      ? '  Alertmanager does not hold it'
      : `  Alertmanager: ${state}, receivers ${found.receivers.join(', ')}`,
  ];
}

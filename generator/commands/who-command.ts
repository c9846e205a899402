import type { Command } from 'commander';
import { channelText, escalates } from '../channels/any-channel.ts';
import { handoverText } from '../contacts/plan-text.ts';
import type { Labels } from '../contacts/rule-matching.ts';
import { Problem, quote } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import { type RoleDuty, roleDuties } from '../reports/role-duty.ts';
import { type Who, whoIsTold } from '../reports/who.ts';
import { loadSite, type Site, type Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { tellMismatch } from './kit/matched-site.ts';
import { momentOf, withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle who` */
export function addWho(program: Command, output: Output): void {
  withSiteOptions(
    program
      .command('who')
      .description('Say who is told about an alert, by which channel, when, or who of a role is on duty.'),
  )
    .argument('[labels...]', 'labels of the alert, for example project=Default cluster_name=edge-1')
    .option('--alert <name>', 'name of the alert')
    .option('--role <role>', 'who of this role is on duty')
    .option('--now', 'who of every role is on duty at this moment')
    .option('--at <time>', 'when it fires, for example 2026-12-24T22:00Z; default now')
    .option('--json', 'answer as JSON')
    .action((labels: string[], options: WhoOptions) => {
      checkQuestion(options, labels);
      const at = momentOf(options.at, output);
      const site = loadSite(options, at);
      output.out(
        options.alert === undefined ? dutyAnswer(site, options, at) : alertAnswer(site, options, labels, at),
      );
      tellMismatch(site, output);
    });
}

interface WhoOptions extends Sources {
  readonly alert?: string;
  readonly role?: string;
  readonly now?: true;
  readonly at?: string;
  readonly json?: true;
}

function checkQuestion({ alert, role, now, at }: WhoOptions, labels: readonly string[]): void {
  const isAboutAlert = alert !== undefined;
  const isAboutDuty = role !== undefined || now === true;
  if (isAboutAlert === isAboutDuty) {
    const what = isAboutAlert ? 'asks about an alert and about duty' : 'needs to know what to tell';
    throw new Problem('who', what, 'give --alert, or one of --role and --now');
  }
  if (now && at !== undefined) throw new Problem('--now', 'contradicts --at', 'leave one of them out');
  if (isAboutDuty && labels.length > 0) {
    throw new Problem(quote(labels.join(' ')), 'are labels of no alert', 'give --alert, or leave them out');
  }
}

function alertAnswer(
  site: Site,
  { alert = '', json }: WhoOptions,
  labels: readonly string[],
  at: Date,
): string {
  const who = whoIsTold(site, alert, labelArguments(labels), at);
  return json ? toJson(whoJson(who)) : whoText(who);
}

function dutyAnswer(site: Site, { role, json }: WhoOptions, at: Date): string {
  const duties = roleDuties(site, role, at);
  if (json) return toJson({ at: at.toISOString(), roles: duties.map(dutyJson) });
  return duties.map((duty) => dutyText(duty, at)).join('');
}

function dutyText({ role, members }: RoleDuty, at: Date): string {
  const lines = members.map(({ person, rank, isOnDuty }) => {
    const duty = person.duty === undefined ? '' : `, ${person.duty.text}`;
    const reach =
      person.channels.length === 0 ? 'no address' : person.channels.map(channelText).join(' and ');
    const phone = person.phone === undefined ? '' : `, phone ${person.phone}`;
    return `  ${isOnDuty ? 'on duty' : 'off duty'}: ${person.id} (${rank}${duty}), ${reach}${phone}\n`;
  });
  return `${role} at ${stamp(at)}\n${lines.length === 0 ? '  vacant\n' : lines.join('')}`;
}

function dutyJson({ role, members }: RoleDuty): object {
  return {
    role,
    members: members.map(({ person, rank, isOnDuty }) => ({
      person: person.id,
      rank,
      onDuty: isOnDuty,
      duty: person.duty?.text ?? null,
      channels: person.channels.map(channelText),
      phone: person.phone ?? null,
    })),
  };
}

/** `cluster_name=edge-1` as a label. */
function labelArguments(args: readonly string[]): Labels {
  return Object.fromEntries(
    args.map((argument) => {
      const [, name, value] = /^([a-zA-Z_]\w*)=(.*)$/s.exec(argument) ?? [];
      if (name === undefined || value === undefined) {
        throw new Problem(
          quote(argument),
          'is not a label',
          'write labels as name=value, for example project=Default',
        );
      }
      return [name, value];
    }),
  );
}

/** The answer in words. */
function whoText({ labels, at, timeline, disabled, unseen }: Who): string {
  const { alertname, severity, component, ...rest } = labels;
  const what = [severity, component, ...Object.entries(rest).map(([name, value]) => `${name}=${value}`)];
  const head = `${alertname} (${what.filter((text) => text !== undefined && text !== '').join(', ')}) at ${stamp(at)}`;
  const off = disabled ? ['  This alert is switched off in the settings and never fires.'] : [];
  if (timeline === undefined)
    return [head, ...off, '  Nobody: alerts of this severity are not sent.', ''].join('\n');

  const { rule, tellings } = timeline;
  const lines = tellings.map(({ told, step, at: moment, delayed }) => {
    const when = step.after === '0s' ? 'at once' : `after ${step.after} without a silence`;
    const waits = delayed ? `, waits for duty until ${stamp(moment)}` : ` (${stamp(moment)})`;
    const why = told.because === undefined ? '' : `; because ${told.because}`;
    return `  ${when}${waits}: ${told.person.id} by ${told.channels.map(channelText).join(' and ')}${why}`;
  });
  const nobody = tellings.length === 0 ? ['  Nobody can be reached.'] : [];
  const handover = handoverText(rule);
  const handed = handover === undefined ? [] : [`  ${handover}`];
  const aside = unseen
    ? [
        '  An AlertmanagerConfig does not see it; "palette-bundle coverage" says what to set under the operator.',
      ]
    : [];
  return [head, ...off, `  by the route "${rule.name}"`, ...nobody, ...lines, ...handed, ...aside, ''].join(
    '\n',
  );
}

/** The answer as data. */
function whoJson({ labels, at, timeline, disabled, unseen }: Who): object {
  return {
    labels,
    at: at.toISOString(),
    disabled,
    unseenByAlertmanagerConfig: unseen,
    route: timeline?.rule.name ?? null,
    handedOver: timeline?.rule.handedOver?.to ?? null,
    replaced: (timeline?.rule.handedOver?.insteadOf ?? []).map(({ after, tell }) => ({
      after,
      people: tell.map(({ person }) => person.id),
    })),
    tellings: (timeline?.tellings ?? []).map(({ told, step, at: moment, delayed }) => ({
      person: told.person.id,
      role: told.role,
      channels: told.channels.map(channelText),
      pages: told.channels.some(escalates),
      after: step.after,
      at: moment.toISOString(),
      delayed,
      ...(told.because !== undefined && { because: told.because }),
    })),
  };
}

function stamp(at: Date): string {
  return `${at.toUTCString().slice(0, 3)} ${at.toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

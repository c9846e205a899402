import type { Command } from 'commander';
import { channelText, escalates } from '../channels/any-channel.ts';
import type { Labels } from '../contacts/rule-matching.ts';
import { Problem, quote } from '../kit/problem.ts';
import { toJson } from '../kit/serialise.ts';
import { type Who, whoIsTold } from '../reports/who.ts';
import { loadSite, type Sources } from '../site.ts';
import type { Output } from './kit/command.ts';
import { tellMismatch } from './kit/matched-site.ts';
import { momentOf, withSiteOptions } from './kit/site-options.ts';

/** `palette-bundle who` */
export function addWho(program: Command, output: Output): void {
  withSiteOptions(
    program.command('who').description('Say who is told about an alert, by which channel, when.'),
  )
    .argument('[labels...]', 'labels of the alert, for example project=Default cluster_name=edge-1')
    .requiredOption('--alert <name>', 'name of the alert')
    .option('--at <time>', 'when it fires, for example 2026-12-24T22:00Z; default now')
    .option('--json', 'answer as JSON')
    .action((labels: string[], options: WhoOptions) => {
      const at = momentOf(options.at, output);
      const site = loadSite(options);
      const who = whoIsTold(site, options.alert, labelArguments(labels), at);
      output.out(options.json ? toJson(whoJson(who)) : whoText(who));
      tellMismatch(site, output);
    });
}

interface WhoOptions extends Sources {
  readonly alert: string;
  readonly at?: string;
  readonly json?: true;
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
  const handed =
    rule.handedOver === undefined ? [] : [`  handed over to ${rule.handedOver}, which escalates by itself`];
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
    handedOver: timeline?.rule.handedOver ?? null,
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

import { alerts } from '../../alerts/index.ts';
import { reliedOn } from '../../alerts/kit/relied-on.ts';
import { routingLabels, siteAlerts } from '../catalogue.ts';
import { channelText, pages } from '../contacts/contact.ts';
import type { Labels } from '../contacts/match.ts';
import { type Timeline, timelineOf } from '../contacts/timeline.ts';
import type { Site } from '../load.ts';
import { Problem, quote } from '../problem.ts';

/** Who is told about an alert, and when. */
export interface Who {
  readonly labels: Labels;
  readonly at: Date;
  readonly timeline: Timeline | undefined;
  /** Switched off in the settings: it never fires. */
  readonly disabled: boolean;
}

/** Answers `who` with the same plan that the configurations are made from. */
export function whoIsTold(site: Site, alert: string, given: Labels, at: Date): Who {
  const labels = { ...labelsOf(site, alert), ...given };
  const disabled = site.settings.alerts[alert]?.enabled === false;
  return { labels, at, timeline: timelineOf(site.plan, labels, at), disabled };
}

/** `cluster_name=edge-1` as a label. */
export function labelArguments(args: readonly string[]): Labels {
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

function labelsOf({ settings }: Site, name: string): Labels {
  const site = siteAlerts({
    ...settings,
    alerts: { ...settings.alerts, [name]: { enabled: true, ...on(settings, name) } },
  });
  const own = site.find((alert) => alert.name === name);
  if (own !== undefined) return routingLabels(own);
  if (Object.values(reliedOn).flat().includes(name)) return { alertname: name, severity: 'critical' };
  const close = alerts
    .map((alert) => alert.name)
    .filter((known) => known.toLowerCase().includes(name.toLowerCase()));
  const remedy =
    close.length > 0 ? `did you mean ${close.join(' or ')}?` : 'docs/alerts.md of the bundle lists them';
  throw new Problem(`--alert ${name}`, 'there is no such alert', remedy);
}

function on(settings: Site['settings'], name: string) {
  const { severity, for: held } = settings.alerts[name] ?? {};
  return { ...(severity !== undefined && { severity }), ...(held !== undefined && { for: held }) };
}

/** The answer in words. */
export function whoText({ labels, at, timeline, disabled }: Who): string {
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
  return [head, ...off, `  by the route "${rule.name}"`, ...nobody, ...lines, ...handed, ''].join('\n');
}

/** The answer as data. */
export function whoJson({ labels, at, timeline, disabled }: Who): object {
  return {
    labels,
    at: at.toISOString(),
    disabled,
    route: timeline?.rule.name ?? null,
    handedOver: timeline?.rule.handedOver ?? null,
    tellings: (timeline?.tellings ?? []).map(({ told, step, at: moment, delayed }) => ({
      person: told.person.id,
      role: told.role,
      channels: told.channels.map(channelText),
      pages: told.channels.some(pages),
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

import { reliedOn } from '../alerts/kit/relied-on.ts';
import { channelText, keepsIncident } from './channels/any-channel.ts';
import type { Person } from './contacts/contact.ts';
import { daysOfDuty } from './contacts/duty.ts';
import type { Plan, Told } from './contacts/escalation-plan.ts';
import { list } from './contacts/plan-text.ts';
import type { RouteTree } from './route-tree.ts';
import type { Settings } from './site-settings.ts';

/** Name of the Secret that holds the whole configuration of an Alertmanager under the operator. */
export const CONFIG_SECRET = 'alertmanager-palette';

interface Routed {
  readonly plan: Plan;
  readonly routes: RouteTree;
  readonly settings: Settings;
}

/** What the outputs cannot do as the plan says, and what stands in for it. `generate`, `coverage` and the pages say it. */
export function siteNotes(site: Routed): readonly string[] {
  return [...operatorNotes(site), ...rosterNotes(site), ...incidentNotes(site)];
}

function operatorNotes(site: Routed): readonly string[] {
  if (needsWholeConfiguration(site)) return [zoneNote(site)];
  return seesOwnNamespaceOnly(site) ? [namespaceNote(site)] : [];
}

function rosterNotes({ plan: { contacts } }: Routed): readonly string[] {
  const { until, roles = [] } = contacts.roster ?? {};
  if (until === undefined) return [];
  return [
    `No engine knows turns: those of ${list(roles)} are written out until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC. From then on ` +
      'all people of the rotation are told. Generate and install the bundle anew before; PaletteRosterEnding tells three ' +
      'weeks ahead.',
  ];
}

/** Whose incidents are opened at every hour, and whose may stay open. */
function incidentNotes({ plan }: Routed): readonly string[] {
  const all = plan.rules.flatMap(({ steps }) => steps.flatMap(({ tell }) => tell));
  const keeping = all.filter(({ channels }) => channels.some(keepsIncident));
  const always = textsOf(keeping, ({ person }) => hasHours(person));
  const cut = textsOf(keeping, ({ person, whileOff }) => whileOff.length > 0 || hasDays(person));
  return [
    ...(always.length === 0
      ? []
      : [
          `${capital(list(always))} ${always.length === 1 ? 'is' : 'are'} told at every hour, not only in those of the ` +
            'table: after the end of a shift nothing would say that an alert is over, and the incident would stay open. ' +
            'Who is woken by it is for the schedule of the product to say.',
        ]),
    ...(cut.length === 0
      ? []
      : [
          `${capital(list(cut))} ${cut.length === 1 ? 'is' : 'are'} told on some days, or while others are off duty: what ` +
            'ends at another time is not told there, and the incident stays open. Let the product close incidents by itself.',
        ]),
  ];
}

function textsOf(all: readonly Told[], isSo: (told: Told) => boolean): readonly string[] {
  const texts = all
    .filter(isSo)
    .flatMap(({ person, channels }) =>
      channels.filter(keepsIncident).map((channel) => `${channelText(channel)} of ${person.id}`),
    );
  return [...new Set(texts)];
}

function hasHours({ duty }: Person): boolean {
  return duty?.parts.some(({ week }) => week !== undefined) ?? false;
}

function hasDays({ duty }: Person): boolean {
  return duty !== undefined && daysOfDuty(duty) !== undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether somebody has hours in a time zone, which an AlertmanagerConfig cannot express. */
export function needsWholeConfiguration({ routes }: Pick<Routed, 'routes'>): boolean {
  return [...routes.intervals.values()].flat().some(({ location }) => location !== 'UTC');
}

/** Whether the routing under the operator is an AlertmanagerConfig that sees no alerts of other namespaces. */
export function seesOwnNamespaceOnly(site: Pick<Routed, 'routes' | 'settings'>): boolean {
  const { namespace, alertmanager } = site.settings.kubernetes;
  if (needsWholeConfiguration(site) || alertmanager.matcherStrategy === 'None') return false;
  return alertmanager.matcherStrategy === 'OnNamespace' || namespace !== alertmanager.namespace;
}

function zoneNote({ plan }: Routed): string {
  const zoned = plan.contacts.people
    .filter(({ duty }) => (duty?.timeZone ?? 'UTC') !== 'UTC')
    .map(({ id }) => id);
  return (
    `An AlertmanagerConfig knows no time zones, in which ${list(zoned)} ${zoned.length === 1 ? 'has' : 'have'} hours ` +
    'or holidays: kubernetes/alertmanager-secret.yaml, the whole configuration, is installed instead. ' +
    `Set "configSecret: ${CONFIG_SECRET}" in the Alertmanager object.`
  );
}

function namespaceNote({ settings }: Routed): string {
  const beat =
    settings.alertmanager.heartbeat === undefined ? '' : ', nor does the Watchdog alert of the heartbeat';
  return (
    'An AlertmanagerConfig sees the alerts of its own namespace only ' +
    `(alertmanagerConfigMatcherStrategy: ${settings.kubernetes.alertmanager.matcherStrategy}): ours arrive, the ` +
    `${Object.values(reliedOn).flat().length} of kube-prometheus-stack that are relied on do not${beat}. Set the type None in the ` +
    'Alertmanager object and kubernetes.alertmanager.matcherStrategy: None in the settings, or install ' +
    'kubernetes/alertmanager-secret.yaml instead.'
  );
}

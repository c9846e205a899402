import { createHash } from 'node:crypto';
import { parseDuration } from '../exporter/time/duration.ts';
import { type Channel, channelText } from '../generator/channels/any-channel.ts';
import { timelineOf } from '../generator/contacts/timeline.ts';
import type { Site } from '../generator/site.ts';
import type { ActiveAlert, HeldAlert } from './chain-api.ts';
import { clusterRules } from './cluster-rules.ts';
import type { SunkMail } from './mail-sink.ts';
import { type Pace, shortened, USUAL_PACE } from './pace.ts';
import type { RoomAlert, RoomTelling } from './room-state.ts';

type Labels = Readonly<Record<string, string>>;

/** What was read at one moment. */
export interface Reading {
  readonly active: readonly ActiveAlert[];
  readonly held: readonly HeldAlert[];
  readonly mails: readonly SunkMail[];
  readonly now: number;
}

/** The alerts of the room, kept up to date by readings. */
export interface AlertBoard {
  readonly alerts: readonly RoomAlert[];
  /** The labels that a silence of this alert names: with them it mutes the mails to the backup too. */
  labelsOf(id: string): Labels | undefined;
  read(reading: Reading): void;
}

/** An alert that somebody may have heard of is shown this long after its end. */
const SHOWN_AFTER = 180_000;
/** The labels by which the rule for the backup differs from the rule that it repeats. */
const TWIN_LABELS: ReadonlySet<string> = new Set(['escalation', 'escalation_after']);
const STATES = ['firing', 'silenced', 'pending', 'muted', 'ended'] as const;
const SEVERITIES = ['critical', 'warning', 'info'];

/** A board for the alerts of a site, empty at first. */
export function createAlertBoard(site: Site, pace: Pace = USUAL_PACE): AlertBoard {
  const held = new Map([
    ...clusterRules.map((rule) => [rule.alert, parseDuration(shortened(rule.for, pace))] as const),
    ...site.alerts.map((alert) => [alert.name, parseDuration(alert.for)] as const),
  ]);
  const labels = new Map<string, Labels>();
  let alerts: readonly RoomAlert[] = [];

  return {
    get alerts() {
      return alerts;
    },
    labelsOf: (id) => labels.get(id),
    read(reading) {
      const main = reading.active.filter((alert) => !isTwin(alert.labels));
      const going = main.map((alert) => {
        const id = idOf(alert.labels);
        labels.set(id, alert.labels);
        return goingOn(site, alert, { ...reading, id, waits: held.get(nameOf(alert)) ?? 0 });
      });
      const seen = new Set(going.map(({ id }) => id));
      const ended = alerts
        .filter(({ id, state }) => !seen.has(id) && state !== 'pending' && state !== 'muted')
        .map((alert) => end(alert, reading.now))
        .filter(({ endedAt }) => endedAt > reading.now - SHOWN_AFTER);
      alerts = [...going, ...ended].sort(byUrgency);
      for (const id of labels.keys()) if (!alerts.some((alert) => alert.id === id)) labels.delete(id);
    },
  };
}

/** Where a channel leads, as people write it; a mail address alone. */
export function addressOf(channel: Channel): string {
  return channel.type === 'email' ? channel.to : channelText(channel);
}

function goingOn(
  site: Site,
  { labels, annotations, state, activeAt }: ActiveAlert,
  { id, waits, held, mails, now }: Reading & { readonly id: string; readonly waits: number },
): RoomAlert {
  const status = held.find((one) => !isTwin(one.labels) && idOf(one.labels) === id)?.status;
  const [silence] = status?.silencedBy ?? [];
  const isMuted = (status?.inhibitedBy ?? []).length > 0;
  const firesAt = activeAt + waits;
  const description = annotations.description ?? '';
  const stopped = silence !== undefined || isMuted;
  return {
    id,
    name: labels.alertname ?? '',
    severity: labels.severity ?? '',
    summary: annotations.summary ?? '',
    description,
    state: silence !== undefined ? 'silenced' : isMuted ? 'muted' : state,
    since: activeAt,
    firesAt,
    ...(annotations.runbook_url !== undefined && { runbook: annotations.runbook_url }),
    ...(silence !== undefined && { silence }),
    tellings: tellingsOf(site, { labels, description, firesAt, stopped, mails, now }),
  };
}

interface Incident {
  readonly labels: Labels;
  readonly description: string;
  readonly firesAt: number;
  readonly stopped: boolean;
  readonly mails: readonly SunkMail[];
  readonly now: number;
}

/** Who is told by the plan that the bundle was made from, held against the mails that came. */
function tellingsOf(site: Site, incident: Incident): readonly RoomTelling[] {
  const { labels, description, firesAt, stopped, mails } = incident;
  const { tellings = [] } = timelineOf(site.plan, labels, new Date(firesAt)) ?? {};
  return tellings.flatMap(({ told, at }) =>
    told.channels.map((channel): RoomTelling => {
      const address = addressOf(channel);
      const arrived = mails.some(
        (mail) => mail.at >= firesAt && mail.text.includes(description) && mail.recipients.includes(address),
      );
      return {
        person: told.person.name,
        role: told.role,
        address,
        at: at.getTime(),
        state: arrived ? 'told' : stopped ? 'stopped' : 'due',
      };
    }),
  );
}

function end(alert: RoomAlert, now: number): RoomAlert & { readonly endedAt: number } {
  const tellings = alert.tellings.map((telling) =>
    telling.state === 'due' ? { ...telling, state: 'stopped' as const } : telling,
  );
  return { ...alert, tellings, state: 'ended', endedAt: alert.endedAt ?? now };
}

function byUrgency(a: RoomAlert, b: RoomAlert): number {
  return (
    STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.since - a.since
  );
}

function nameOf({ labels }: ActiveAlert): string {
  return labels.alertname ?? '';
}

function isTwin(labels: Labels): boolean {
  return 'escalation' in labels;
}

/** The same for an alert and its twin, in Prometheus and in Alertmanager. */
function idOf(labels: Labels): string {
  const own = Object.entries(labels)
    .filter(([name]) => !TWIN_LABELS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 16);
}

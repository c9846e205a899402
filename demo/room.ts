import { scenarios } from '../exporter/simulator/scenarios/index.ts';
import type { Simulator } from '../exporter/simulator/simulator.ts';
import { type AlertBoard, addressOf, createAlertBoard } from './alert-board.ts';
import type { Chain } from './chain.ts';
import { activeAlerts, createSilence, endSilence, heldAlerts } from './chain-api.ts';
import type { SunkMail } from './mail-sink.ts';
import type { ChainState, RoomMail, RoomState } from './room-state.ts';
import { pictureOf } from './site-picture.ts';

/** What the control room knows and does. */
export interface Room {
  readonly scenarios: readonly { readonly name: string; readonly description: string }[];
  /** Pages of the programs that run, for people. */
  links(): readonly { readonly name: string; readonly url: string }[];
  /** What to know about the links in the mails; empty: nothing. */
  note(): string;
  /** Tells the state now and whenever it has changed, until the returned function is called. */
  follow(told: (state: RoomState) => void): () => void;
  mail(id: number): SunkMail | undefined;
  /** Silences an alert for an hour: its mails, and those to the backup. */
  silence(alert: string): Promise<'done' | 'unknown'>;
  unsilence(alert: string): Promise<'done' | 'unknown'>;
  /** From now on there is a chain behind the exporter, or it is known that there is none. */
  attach(exporterUrl: string, chain: Chain | string): void;
  close(): void;
}

/** Between two looks at the programs. */
const LOOK_EVERY = 500;
/** A silence that outlives its alert would hide the next one. Longer than a mail that is due takes. */
const SILENCE_OUTLIVES = 12_000;
const NO_PAGES =
  'This build of Alertmanager has no pages for people, so the silence link of a mail leads nowhere: use the button of the alert.';

/** @param now milliseconds since the epoch */
export function createRoom(simulator: Simulator, now: () => number = Date.now): Room {
  const followers = new Set<(state: RoomState) => void>();
  const silences = new Map<string, string>();
  let scenario = { name: '', since: now() };
  let exporter: string | undefined;
  let chain: Chain | undefined;
  let board: AlertBoard | undefined;
  let chainState: ChainState = { state: 'starting' };
  let shown = '';

  function state(): RoomState {
    const { world, scenario: name } = simulator;
    if (name !== scenario.name) scenario = { name, since: now() };
    return {
      at: now(),
      scenario,
      site: pictureOf(world, scenario.since),
      chain: chainState,
      alerts: board?.alerts ?? [],
      mails: mailsOf(chain),
    };
  }

  function tell(): void {
    const current = state();
    const { at: _, ...content } = current;
    const text = JSON.stringify(content);
    if (text === shown) return;
    shown = text;
    for (const told of followers) told(current);
  }

  async function look(): Promise<void> {
    if (chain !== undefined && board !== undefined) {
      try {
        const [active, held] = await Promise.all([activeAlerts(chain), heldAlerts(chain)]);
        board.read({ active, held, mails: chain.sink.mails, now: now() });
        chainState = { state: 'running' };
        await endOldSilences(chain, board);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        chainState = { state: 'absent', text: `Prometheus or Alertmanager does not answer (${reason}).` };
      }
    }
    tell();
  }

  async function endOldSilences(running: Chain, { alerts }: AlertBoard): Promise<void> {
    for (const [alert, silence] of silences) {
      const found = alerts.find(({ id }) => id === alert);
      if (found !== undefined && (found.endedAt ?? now()) > now() - SILENCE_OUTLIVES) continue;
      silences.delete(alert);
      await endSilence(running, silence);
    }
  }

  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, LOOK_EVERY);

  return {
    scenarios: Object.entries(scenarios).map(([name, { description }]) => ({ name, description })),
    links: () => linksOf(exporter, chain),
    note: () => (chain !== undefined && chain.pages.alertmanager === undefined ? NO_PAGES : ''),
    follow(told) {
      followers.add(told);
      told(state());
      return () => followers.delete(told);
    },
    mail: (id) => chain?.sink.mails.find((one) => one.id === id),
    async silence(alert) {
      const labels = board?.labelsOf(alert);
      if (chain === undefined || labels === undefined) return 'unknown';
      silences.set(alert, await createSilence(chain, labels, now()));
      return 'done';
    },
    async unsilence(alert) {
      const silence = board?.alerts.find(({ id }) => id === alert)?.silence;
      if (chain === undefined || silence === undefined) return 'unknown';
      silences.delete(alert);
      await endSilence(chain, silence);
      return 'done';
    },
    attach(exporterUrl, attached) {
      exporter = exporterUrl;
      if (typeof attached === 'string') {
        chainState = { state: 'absent', text: attached };
        return;
      }
      chain = attached;
      board = createAlertBoard(attached.site);
    },
    close: () => clearInterval(timer),
  };
}

function mailsOf(chain: Chain | undefined): readonly RoomMail[] {
  if (chain === undefined) return [];
  const { people } = chain.site.plan.contacts;
  const nameOf = (address: string) =>
    people.find(({ channels }) => channels.some((channel) => addressOf(channel) === address))?.name ??
    address;
  return chain.sink.mails
    .map(({ id, at, recipients, subject }) => {
      const address = recipients.join(', ');
      return { id, at, person: recipients.map(nameOf).join(', '), address, subject };
    })
    .reverse();
}

function linksOf(exporter: string | undefined, chain: Chain | undefined) {
  return [
    ...(exporter === undefined ? [] : [{ name: 'Exporter', url: `${exporter}/` }]),
    ...(chain === undefined
      ? []
      : [
          linkTo('Prometheus', chain.pages.prometheus, `${chain.prometheus}/api/v1/alerts`),
          linkTo('Alertmanager', chain.pages.alertmanager, `${chain.alertmanager}/api/v2/alerts`),
        ]),
  ];
}

function linkTo(name: string, page: string | undefined, api: string) {
  return page === undefined ? { name: `${name} (API)`, url: api } : { name, url: page };
}

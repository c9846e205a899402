import { scenarios } from '../exporter/simulator/scenarios/index.ts';
import type { Simulator } from '../exporter/simulator/simulator.ts';
import { type AlertBoard, addressOf, createAlertBoard } from './alert-board.ts';
import type { Chain } from './chain.ts';
import { activeAlerts, heldAlerts } from './chain-api.ts';
import type { SunkMail } from './mail-sink.ts';
import type { ChainState, RoomMail, RoomState } from './room-state.ts';
import { createSilenceDesk, type SilenceDesk } from './silence-desk.ts';
import { pictureOf } from './site-picture.ts';

/** What the control room knows and does. */
export interface Room {
  readonly scenarios: readonly { readonly name: string; readonly description: string }[];
  /** Pages of the programs that run, for people. */
  links(): readonly Link[];
  /** What to know about the links in the mails; empty: nothing. */
  note(): string;
  /** Tells the state now and whenever it has changed, until the returned function is called. */
  follow(told: (state: RoomState) => void): () => void;
  mail(id: number): SunkMail | undefined;
  /** Silences an alert for an hour: its mails, and those to the backup. */
  silence(alert: string): Promise<'done' | 'unknown'>;
  unsilence(alert: string): Promise<'done' | 'unknown'>;
  /** From now on there is a chain behind the exporter, or the reason why there is none. */
  attach(exporterUrl: string, chain: Chain | string): void;
  close(): void;
}

export interface Link {
  readonly name: string;
  readonly url: string;
}

/** The chain, and what the room keeps of it. */
interface Behind {
  readonly chain: Chain;
  readonly board: AlertBoard;
  readonly desk: SilenceDesk;
}

/** Between two looks at the programs. */
const LOOK_EVERY = 500;
const NO_PAGES =
  'This build of Alertmanager has no pages for people, so the silence link of a mail leads nowhere: use the button of the alert.';

/** @param now milliseconds since the epoch */
export function createRoom(simulator: Simulator, now: () => number = Date.now): Room {
  const followers = new Set<(state: RoomState) => void>();
  let scenario = { name: '', since: now() };
  let exporter: string | undefined;
  let behind: Behind | undefined;
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
      alerts: behind?.board.alerts ?? [],
      mails: behind === undefined ? [] : mailsOf(behind.chain),
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

  const stopLooking = repeat(LOOK_EVERY, async () => {
    if (behind !== undefined) chainState = await lookAt(behind, now());
    tell();
  });

  return {
    scenarios: Object.entries(scenarios).map(([name, { description }]) => ({ name, description })),
    links: () => linksOf(exporter, behind?.chain),
    note: () => (behind !== undefined && behind.chain.pages.alertmanager === undefined ? NO_PAGES : ''),
    follow(told) {
      followers.add(told);
      told(state());
      return () => followers.delete(told);
    },
    mail: (id) => behind?.chain.sink.mails.find((one) => one.id === id),
    silence: async (alert) => (await behind?.desk.begin(alert)) ?? 'unknown',
    unsilence: async (alert) => (await behind?.desk.end(alert)) ?? 'unknown',
    attach(exporterUrl, chain) {
      exporter = exporterUrl;
      if (typeof chain === 'string') {
        chainState = { state: 'absent', text: chain };
        return;
      }
      const board = createAlertBoard(chain.site, chain.pace);
      behind = { chain, board, desk: createSilenceDesk(chain, board, now) };
    },
    close: stopLooking,
  };
}

/** Reads what the programs say; whether they do. */
async function lookAt({ chain, board, desk }: Behind, now: number): Promise<ChainState> {
  try {
    const [active, held] = await Promise.all([activeAlerts(chain), heldAlerts(chain)]);
    board.read({ active, held, mails: chain.sink.mails, now });
    await desk.tidy();
    return { state: 'running' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: 'absent', text: `Prometheus or Alertmanager does not answer (${reason}).` };
  }
}

/** Does something again and again, never twice at once, until the returned function is called. */
function repeat(every: number, action: () => Promise<void>): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void action().finally(() => {
      isBusy = false;
    });
  }, every);
  return () => clearInterval(timer);
}

function mailsOf({ site, sink }: Chain): readonly RoomMail[] {
  const { people } = site.plan.contacts;
  const nameOf = (address: string) =>
    people.find(({ channels }) => channels.some((channel) => addressOf(channel) === address))?.name ??
    address;
  return sink.mails
    .map(({ id, at, recipients, subject }) => {
      const person = recipients.map(nameOf).join(', ');
      return { id, at, person, address: recipients.join(', '), subject };
    })
    .reverse();
}

function linksOf(exporter: string | undefined, chain: Chain | undefined): readonly Link[] {
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

function linkTo(name: string, page: string | undefined, api: string): Link {
  return page === undefined ? { name: `${name} (API)`, url: api } : { name, url: page };
}

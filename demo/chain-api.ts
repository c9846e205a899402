import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const activeSchema = z.object({
  data: z.object({
    alerts: z.array(
      z.object({
        labels,
        annotations: labels,
        state: z.enum(['pending', 'firing']),
        activeAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
      }),
    ),
  }),
});
const heldSchema = z.array(
  z.object({
    labels,
    status: z.object({ silencedBy: z.array(z.string()), inhibitedBy: z.array(z.string()) }),
  }),
);
const createdSchema = z.object({ silenceID: z.string() });

/** An alert as Prometheus evaluates it; `activeAt` is in milliseconds since the epoch. */
export type ActiveAlert = z.output<typeof activeSchema>['data']['alerts'][number];

/** An alert as Alertmanager holds it: what mutes it. */
export type HeldAlert = z.output<typeof heldSchema>[number];

/** Where the two programs answer. */
export interface Programs {
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** How long a silence lasts if its alert does. */
const HOUR = 3_600_000;
const PATIENCE = 3_000;

/** What Prometheus evaluates: pending and firing alerts. */
export async function activeAlerts({ prometheus }: Programs): Promise<readonly ActiveAlert[]> {
  return activeSchema.parse(await ask(`${prometheus}/api/v1/alerts`)).data.alerts;
}

/** What Alertmanager has been sent and holds as active. */
export async function heldAlerts({ alertmanager }: Programs): Promise<readonly HeldAlert[]> {
  return heldSchema.parse(await ask(`${alertmanager}/api/v2/alerts`));
}

/** Silences for an hour what carries all these labels; the ID of the silence. */
export async function createSilence(
  { alertmanager }: Programs,
  wanted: Readonly<Record<string, string>>,
  now: number,
): Promise<string> {
  const matchers = Object.entries(wanted).map(([name, value]) => ({ name, value, isRegex: false }));
  const body = JSON.stringify({
    matchers,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + HOUR).toISOString(),
    createdBy: 'control room',
    comment: 'Taken care of in the demo.',
  });
  const headers = { 'content-type': 'application/json' };
  const answer = await ask(`${alertmanager}/api/v2/silences`, { method: 'POST', headers, body });
  return createdSchema.parse(answer).silenceID;
}

/** Ends a silence now. */
export async function endSilence({ alertmanager }: Programs, id: string): Promise<void> {
  await ask(`${alertmanager}/api/v2/silence/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

async function ask(url: string, request: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE) });
  const text = await answer.text();
  if (!answer.ok)
    throw new Error(`${request.method ?? 'GET'} ${url} answered ${answer.status}: ${text.slice(0, 200)}`);
  return text === '' ? undefined : JSON.parse(text);
}

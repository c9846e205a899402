import { z } from 'zod';
import { type LabelMatcher, labelMatcher } from '../../alertmanager/parse-matchers.ts';
import { Problem } from '../../kit/problem.ts';

/** The part of Alertmanager's API that a test needs. */
export interface Alertmanager {
  readonly url: string;
  /** The configuration it runs with, secrets masked. */
  config(): Promise<string>;
  post(alerts: readonly object[]): Promise<void>;
  alerts(): Promise<readonly HeldAlert[]>;
  /** Silences that it still knows, those included that have ended. */
  silences(): Promise<readonly Silence[]>;
  /** Attempts to notify since it started. */
  notifications(): Promise<{
    /** Taken by who was to be told. */
    readonly delivered: number;
    /** Not taken; Alertmanager tries most of them again. */
    readonly failed: number;
  }>;
}

/** An alert as Alertmanager holds it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly receivers: readonly string[];
  readonly state: string;
  readonly muted: boolean;
}

/** A silence: of whom and why is left out. */
export interface Silence {
  readonly matchers: readonly LabelMatcher[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

const silencesSchema = z.array(
  z
    .object({
      matchers: z.array(
        z.object({
          name: z.string(),
          value: z.string(),
          isRegex: z.boolean(),
          isEqual: z.boolean().default(true),
        }),
      ),
      startsAt: z.iso.datetime({ offset: true }),
      endsAt: z.iso.datetime({ offset: true }),
    })
    .transform(
      ({ matchers, startsAt, endsAt }): Silence => ({
        matchers: matchers.map(({ name, value, isRegex, isEqual }) =>
          labelMatcher(name, isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=', value),
        ),
        from: Date.parse(startsAt),
        to: Date.parse(endsAt),
      }),
    ),
);

const statusSchema = z.object({ config: z.object({ original: z.string() }) });
const alertsSchema = z.array(
  z
    .object({
      labels: z.record(z.string(), z.string()),
      receivers: z.array(z.object({ name: z.string() })),
      status: z.object({
        state: z.string(),
        silencedBy: z.array(z.string()),
        inhibitedBy: z.array(z.string()),
        mutedBy: z.array(z.string()).nullish(),
      }),
    })
    .transform(({ labels, receivers, status }) => ({
      labels,
      receivers: receivers.map(({ name }) => name),
      state: status.state,
      muted: status.silencedBy.length + status.inhibitedBy.length > 0,
    })),
);

const REMEDY = 'check that this is an Alertmanager 0.25 or newer';

/** A client for the Alertmanager at a URL. */
export function alertmanagerAt(url: string): Alertmanager {
  const base = url.replace(/\/$/, '');
  const get = async (path: string) => (await call(base, path)).text();
  const read = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
    const text = await get(path);
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      throw new Problem(`--alertmanager ${base}`, `${path} answered something else than it should`, REMEDY);
    }
  };
  return {
    url: base,
    config: async () => (await read('/api/v2/status', statusSchema)).config.original,
    post: async (alerts) => {
      const headers = { 'content-type': 'application/json' };
      await call(base, '/api/v2/alerts', { method: 'POST', headers, body: JSON.stringify(alerts) });
    },
    alerts: () => read('/api/v2/alerts', alertsSchema),
    silences: () => read('/api/v2/silences', silencesSchema),
    notifications: async () => {
      const text = await get('/metrics');
      // alertmanager_notifications_total counts what has begun, and its failures only what was given up after minutes.
      const tried = sum(text, 'alertmanager_notification_requests_total');
      const failed = sum(text, 'alertmanager_notification_requests_failed_total');
      return { delivered: tried - failed, failed };
    },
  };
}

async function call(base: string, path: string, request?: RequestInit): Promise<Response> {
  const answer = await fetch(`${base}${path}`, { ...request, signal: AbortSignal.timeout(10_000) }).catch(
    (error) => {
      const reason =
        error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new Problem(
        `--alertmanager ${base}`,
        `does not answer (${reason})`,
        'check the URL, and that it runs',
      );
    },
  );
  if (!answer.ok) {
    const what = `${path} answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`;
    throw new Problem(`--alertmanager ${base}`, what, REMEDY);
  }
  return answer;
}

function sum(exposition: string, metric: string): number {
  return exposition
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

import { join } from 'node:path';
import { binaries, type Flavour } from './binaries.ts';
import { temporaryFolder } from './folder.ts';
import { type Program, startProgram } from './program.ts';

/** One sample of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An alert that is pending or firing. */
export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** A rule and how its last evaluation went. */
export interface EvaluatedRule {
  readonly name: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
}

/** A scrape target. */
export interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

export interface PrometheusOptions {
  readonly flavour: Flavour;
  /** `prometheus.yml` as data or text. Relative `rule_files` are looked up among `files`. */
  readonly config: unknown;
  /** Further files beside the configuration: relative path to text or data. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Further command line arguments. */
  readonly args?: readonly string[];
}

export interface Prometheus extends Program {
  /** Instant query; a scalar comes as one sample without labels. */
  query(promql: string): Promise<Sample[]>;
  alerts(): Promise<ActiveAlert[]>;
  rules(): Promise<EvaluatedRule[]>;
  targets(): Promise<Target[]>;
  /** URLs that it sends its alerts to; a new configuration takes seconds to lead to some. */
  alertmanagers(): Promise<string[]>;
  /** Replaces `prometheus.yml` (and `files`, when given) and waits until the new state is in force. */
  reload(config: unknown, files?: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Starts a real Prometheus with an empty database, which `close` removes again. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const folder = await temporaryFolder({ ...options.files, 'prometheus.yml': options.config });
  const program = await startProgram(binaries(options.flavour).prometheus, [
    `--config.file=${join(folder.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder.path, 'data')}`,
    '--web.enable-lifecycle',
    // The default waits a minute before it repeats an alert; a resolved one would come as late.
    '--rules.alert.resend-delay=1s',
    ...(options.args ?? []),
  ]).catch(async (error) => {
    await folder.remove();
    throw error;
  });
  const get = (path: string) => api(program.url, path);

  return {
    ...program,
    async query(promql) {
      const { result, resultType } = (await get(`query?query=${encodeURIComponent(promql)}`)) as QueryData;
      if (resultType === 'scalar') return [{ labels: {}, value: Number(result[1]) }];
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async alerts() {
      return ((await get('alerts')) as { alerts: ActiveAlert[] }).alerts;
    },
    async rules() {
      const { groups } = (await get('rules')) as { groups: { rules: EvaluatedRule[] }[] };
      return groups.flatMap(({ rules }) => rules);
    },
    async targets() {
      return ((await get('targets?state=active')) as { activeTargets: Target[] }).activeTargets;
    },
    async alertmanagers() {
      const { activeAlertmanagers } = (await get('alertmanagers')) as {
        activeAlertmanagers: { url: string }[];
      };
      return activeAlertmanagers.map(({ url }) => url);
    },
    async reload(config, files = {}) {
      for (const [name, content] of Object.entries(files)) await folder.write(name, content);
      await folder.write('prometheus.yml', config);
      const answer = await fetch(`${program.url}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`reload: ${await answer.text()}`);
    },
    async close() {
      await program.close();
      await folder.remove();
    },
  };
}

type QueryData =
  | { resultType: 'vector'; result: { metric: Record<string, string>; value: [number, string] }[] }
  | { resultType: 'scalar'; result: [number, string] };

async function api(url: string, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/${path}`);
  const body = (await answer.json()) as { status: string; error?: string; data: unknown };
  if (body.status !== 'success') throw new Error(`GET ${path}: ${answer.status} ${body.error}`);
  return body.data;
}

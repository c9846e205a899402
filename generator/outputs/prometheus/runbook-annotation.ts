import type { Alert } from '../../../alerts/kit/alert.ts';

/** What a placeholder of a runbook stands for: the first of these labels that the alert has. */
const LABELS: Readonly<Record<string, readonly string[]>> = {
  cluster: ['cluster_name'],
  'cluster uid': ['cluster_uid'],
  collector: ['collector'],
  cronjob: ['cronjob'],
  host: ['edge_host_name', 'edge_host'],
  interface: ['interface'],
  namespace: ['vm_namespace', 'namespace'],
  node: ['node'],
  pack: ['pack'],
  palette: ['palette'],
  project: ['project'],
  registry: ['registry'],
  source: ['source'],
  'virtual-machine': ['virtual_machine'],
  volume: ['volumename'],
};

/**
 * The runbook in the alert itself, for a mail on a site where no page can be opened. Prometheus fills the labels of the
 * alert into the commands; a placeholder for which there is no label stays. One text, since messages that carry their own
 * template have no room to put it together.
 */
export function runbookAnnotation({ runbook, identity }: Alert): string {
  const { meaning, diagnosis, mitigation } = runbook;
  const text = [
    `What it means\n${unwrapped(meaning)}`,
    `First steps\n${unwrapped(diagnosis)}`,
    `What helps\n${unwrapped(mitigation)}`,
  ].join('\n\n');
  return text.replaceAll('{{', '{{ "{{" }}').replace(/<([a-z][a-z -]*)>/g, (placeholder, name: string) => {
    const label = LABELS[name]?.find((one) => identity.includes(one));
    return label === undefined ? placeholder : `{{ $labels.${label} }}`;
  });
}

/** Lines that only end because the page is no wider: on a phone they end elsewhere, and a command has to be one. */
function unwrapped(text: string): string {
  return text.trim().replace(/(?<=\S)\n *(?!\s|\d+\. |[-*] )/g, ' ');
}

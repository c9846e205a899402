import { type Channel, envelopesOf, kindOf } from '../../channels/any-channel.ts';
import type { Integration } from '../../channels/channel.ts';
import { Problem } from '../../kit/problem.ts';
import { NOBODY, type Receiver } from '../../route-tree.ts';
import type { Site } from '../../site.ts';

/** The receivers of `alertmanager.yaml`, in the fields that the Alertmanager of the settings knows. */
export function alertmanagerReceivers({ routes, settings }: Site): readonly object[] {
  const { version } = settings.alertmanager;
  return [{ name: NOBODY }, ...routes.receivers.map((receiver) => receiverConfig(receiver, version))];
}

function receiverConfig({ name, channels, sendResolved }: Receiver, version: string): object {
  for (const channel of channels) checkVersion(channel, version, name);
  const message = { sendResolved, template: (text: string) => `{{ template "${text}" . }}` };
  const integrations = envelopesOf(channels).map((envelope) =>
    envelope.kind.alertmanager(envelope.channels, message),
  );
  return { name, ...integrationLists(integrations) };
}

/** The entries of a receiver, those of one list together. */
export function integrationLists(
  integrations: readonly Integration[],
): Readonly<Record<string, readonly object[]>> {
  const lists = new Map<string, object[]>();
  for (const [list, config] of integrations) lists.set(list, [...(lists.get(list) ?? []), config]);
  return Object.fromEntries(lists);
}

function checkVersion(channel: Channel, version: string, receiver: string): void {
  const need = kindOf(channel.type).needs?.(channel);
  if (need === undefined || isAtLeast(version, need.version)) return;
  throw new Problem(
    'alertmanager.version',
    `${receiver} is told by ${need.what}, which Alertmanager has from ${need.version} on, and the settings say ${version}`,
    `set alertmanager.version: "${need.version}" if yours is that new, or choose another channel`,
  );
}

function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

import type { ConfigObject } from './operator-conversion.ts';

/** Fields that the operator calls otherwise than Alertmanager; what it reads from a Secret is a file here. */
const FIELDS: Readonly<Record<string, string>> = {
  apiURL: 'api_url_file',
  apiKey: 'api_key_file',
  routingKey: 'routing_key_file',
  webhookURL: 'webhook_url_file',
  botToken: 'bot_token_file',
  chatID: 'chat_id',
  sendResolved: 'send_resolved',
  requireTLS: 'require_tls',
  pagerDutyLinkConfigs: 'links',
};

/**
 * The integrations that the operator makes of a receiver of an AlertmanagerConfig.
 *
 * @param fileOf where a key of the Secret is found
 */
export function integrationsOf(object: ConfigObject, name: string, fileOf: (key: string) => string): object {
  const { name: _, ...lists } = object.spec.receivers.find((one) => one.name === name) ?? { name };
  return Object.fromEntries(
    Object.entries(lists).map(([list, entries]) => [
      `${list.replace(/Configs$/, '').toLowerCase()}_configs`,
      (entries as readonly Fields[]).map((entry) =>
        Object.fromEntries(
          Object.entries(entry).map(([field, value]) => [
            FIELDS[field] ?? field,
            fieldOf(field, value, fileOf),
          ]),
        ),
      ),
    ]),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function fieldOf(field: string, value: unknown, fileOf: (key: string) => string): unknown {
  if (field === 'details' || field === 'headers')
    return Object.fromEntries((value as readonly Fields[]).map(({ key, value: text }) => [key, text]));
  if (field === 'pagerDutyLinkConfigs')
    return (value as readonly Fields[]).map(({ href, alt }) => ({ href, text: alt }));
  if (typeof value === 'object' && value !== null && 'key' in value) return fileOf(String(value.key));
  return value;
}

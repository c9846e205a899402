import { type GoStruct, map, slice, struct, time } from '../../go-json.ts';
import type { AlertChannel } from '../../world/model/project.ts';

/** `v1Alert`s: the channels grouped by the component whose alerts they get. */
export function alerts(channels: readonly AlertChannel[]): GoStruct[] {
  const components = [...new Set(channels.map(({ component }) => component))];
  return components.map((component) =>
    struct({
      component,
      channels: slice(
        channels.filter((channel) => channel.component === component),
        alertChannel,
      ),
    }),
  );
}

/** `v1Channel` */
function alertChannel({
  uid,
  type,
  isActive,
  alertAllUsers,
  recipients,
  webhook,
  lastDelivery,
}: AlertChannel) {
  return struct(
    {
      uid,
      type,
      createdBy: 'operations@example.com',
      identifiers: slice(recipients, (address) => address),
      http:
        webhook &&
        struct({
          method: 'POST',
          url: webhook.url,
          body: '{"text":"{{message}}"}',
          headers: map({ Authorization: webhook.authorization }),
        }),
      status:
        lastDelivery &&
        struct(
          { time: time(lastDelivery.at), message: lastDelivery.message },
          { isSucceeded: lastDelivery.succeeded },
        ),
    },
    { isActive, alertAllUsers },
  );
}

import { list, object, part, text, time } from '../../sources/wire.ts';

/** `v1Events`. Reason, message and object are unbounded and stay out; what remains is how bad and when. */
export const events = object({
  items: list(
    object({
      severity: text,
      metadata: part({ creationTimestamp: time, lastModifiedTimestamp: time }),
    }),
  ),
}).transform(({ items }) =>
  items.map(({ severity, metadata }) => ({
    severity,
    at: metadata.lastModifiedTimestamp ?? metadata.creationTimestamp,
  })),
);

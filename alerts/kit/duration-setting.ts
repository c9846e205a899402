import { z } from 'zod';
import { parseDuration } from '../../exporter/time/duration.ts';

/** Prometheus and Alertmanager count nanoseconds in 63 bits, which is 292 years. */
const LONGEST = parseDuration('36500d');

/** A duration as Prometheus writes it: `30s`, `5m`, `1h30m`, `7d`. */
export const duration = z.string().superRefine((text, context) => {
  try {
    if (parseDuration(text) > LONGEST)
      context.addIssue({ code: 'custom', message: 'is longer than 100 years' });
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

/** The same, where none at all would be refused: a range, or the time between two messages. */
export const positiveDuration = duration.refine(
  (text) => !/^(?:0+[a-z]+)+$/.test(text),
  'must be longer than 0s',
);

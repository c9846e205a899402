import { z } from 'zod';
import { parseDuration } from '../../exporter/time/duration.ts';

/** A duration as Prometheus writes it: `30s`, `5m`, `1h30m`, `7d`. */
export const duration = z.string().superRefine((text, context) => {
  try {
    parseDuration(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

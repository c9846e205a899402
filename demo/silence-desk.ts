import type { AlertBoard } from './alert-board.ts';
import { createSilence, endSilence, type Programs } from './chain-api.ts';

/** Where silences of the alerts on a board are made and ended. */
export interface SilenceDesk {
  /** Silences an alert for an hour: its mails, and those to the backup. */
  begin(alert: string): Promise<'done' | 'unknown'>;
  end(alert: string): Promise<'done' | 'unknown'>;
  /** Ends those that were made here and have outlived their alert. */
  tidy(): Promise<void>;
}

/** A silence that outlives its alert would hide the next one. Longer than a mail that is due takes. */
const OUTLIVES = 12_000;

/** @param now milliseconds since the epoch */
export function createSilenceDesk(programs: Programs, board: AlertBoard, now: () => number): SilenceDesk {
  /** By ID of the alert. */
  const made = new Map<string, string>();
  return {
    async begin(alert) {
      const labels = board.labelsOf(alert);
      if (labels === undefined) return 'unknown';
      made.set(alert, await createSilence(programs, labels, now()));
      return 'done';
    },
    async end(alert) {
      const silence = board.alerts.find(({ id }) => id === alert)?.silence;
      if (silence === undefined) return 'unknown';
      made.delete(alert);
      await endSilence(programs, silence);
      return 'done';
    },
    async tidy() {
      for (const [alert, silence] of made) {
        const found = board.alerts.find(({ id }) => id === alert);
        if (found !== undefined && (found.endedAt ?? now()) > now() - OUTLIVES) continue;
        made.delete(alert);
        await endSilence(programs, silence);
      }
    },
  };
}

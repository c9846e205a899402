/** Ends a wait that is no longer needed, where nobody looks at why. Made once: an error of its own costs a stack. */
export const NO_LONGER_NEEDED = new Error('it is no longer waited for');

/** What the work comes to, or the signal's reason as soon as it is aborted; shared work goes on for the others. */
export async function abortable<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

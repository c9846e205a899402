/** Ends a wait that is no longer needed, where nobody looks at why. Made once: an error of its own costs a stack. */
export const NO_LONGER_NEEDED = new Error('it is no longer waited for');

/** What the work comes to, or the signal's reason as soon as it is aborted; shared work goes on for the others. */
export function abortable<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    const end = () => signal.removeEventListener('abort', stop);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(end);
  });
}

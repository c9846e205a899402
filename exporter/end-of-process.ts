/** The first signal that says so. Further ones change nothing: the end is near. */
export function endOfProcess(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.on('SIGTERM', resolve);
    process.on('SIGINT', resolve);
  });
}

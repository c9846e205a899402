/** A version without the `v` that some answers put before it. */
export function plainVersion(version: string): string {
  return version.replace(/^v(?=\d)/i, '');
}

/** Whether a version comes after another one, by its numbers; undefined where one of them does not begin with any. */
export function isNewer(version: string, than: string): boolean | undefined {
  const [ours, theirs] = [numbersOf(version), numbersOf(than)];
  if (ours === undefined || theirs === undefined) return undefined;
  for (const [index, number] of ours.entries()) {
    const difference = number - (theirs[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

function numbersOf(version: string): number[] | undefined {
  return /^\d+(\.\d+)*/.exec(plainVersion(version))?.[0].split('.').map(Number);
}

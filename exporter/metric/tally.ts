/** How often each combination of texts occurs. */
export function tally<const Key extends readonly string[]>(keys: readonly Key[]): [Key, number][] {
  const counts = new Map<string, [Key, number]>();
  for (const key of keys) {
    const text = JSON.stringify(key);
    const entry = counts.get(text);
    if (entry === undefined) counts.set(text, [key, 1]);
    else entry[1] += 1;
  }
  return [...counts.values()];
}

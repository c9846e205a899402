/** What a text, or the bytes of one, holds as JSON; undefined where it is none. */
export function readJson(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return undefined;
  }
}

/** What stands for texts that do not fit, and for those beyond the limit. */
const OTHER = 'other';

const WORD = /^[A-Za-z][\w.-]{0,62}$/;

/**
 * A name of an open set as a label value. The API promises none of these sets, so what does not look like a name is
 * taken for a sentence, which has no business in a label.
 */
export function word(text: string): string {
  return text === '' || WORD.test(text) ? text : OTHER;
}

/** Lets the first names through and calls all further ones `other`, so that a set cannot grow without end. */
export function limitedWords(most: number): (text: string) => string {
  const known = new Set<string>();
  return (text) => {
    const name = word(text);
    if (known.size < most) known.add(name);
    return known.has(name) ? name : OTHER;
  };
}

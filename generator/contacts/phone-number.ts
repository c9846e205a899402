const DIGITS = String.raw`\d(?:[ \u00a0().-]|\/(?=\d)|\d)*\d`;
const EXTENSION = String.raw`(?:[ ,]*(?:ext(?:ension)?\.?|durchwahl|x)[ ]*\d{1,6})?`;
const CANDIDATE = new RegExp(
  String.raw`(?<![\p{L}\d.@-])(?:\+[ (]?|\((?=\d)|\b)${DIGITS}${EXTENSION}(?![\p{L}@])`,
  'giu',
);
const NOT_PHONE = /^\d{4}-\d{2}-\d{2}$|^\d{1,3}(?:\.\d{1,3}){3}$|^\d{1,2}\.\d{1,2}\.\d{4}$/;
const LEAST = 7;
const MOST = 15;

/** The phone numbers of a text, as they stand in it, in the usual ways of writing them. */
export function phonesIn(text: string): readonly string[] {
  return [...text.matchAll(CANDIDATE)].map(([found]) => found).filter(isPhone);
}

/** A number as a phone dials it: international ones as `+15550100142`, others as they are written. */
export function phoneText(written: string): string {
  const text = written.trim();
  const [, number = text, extension] =
    /^(.*?)[ ,]*(?:ext(?:ension)?\.?|durchwahl|x) *(\d+)$/i.exec(text) ?? [];
  const dialled = /^\+|^00(?=[1-9])/.test(number)
    ? `+${number.replace(/\(0\)/, '').replace(/^00/, '').replace(/\D/g, '')}`
    : number;
  return extension === undefined ? dialled : `${dialled} ext. ${extension}`;
}

function isPhone(text: string): boolean {
  const count = text.replace(/(?:ext|durchwahl|x).*$/i, '').replace(/\D/g, '').length;
  return count >= LEAST && count <= MOST && !NOT_PHONE.test(text);
}

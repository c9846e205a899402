import { z } from 'zod';

/** Where a text goes into an annotation, braces begin a template of Prometheus or Alertmanager. */
const TEMPLATE_OR_BLANK = /[{}\s\p{Cc}]/u;
const PLACEHOLDER = /\{([a-zA-Z_]\w*)\}/g;

const WHAT = 'must be a URL such as https://www.example.com/page, without braces and blanks';

/** A URL of http or https, for people to follow or for a program to call. */
export const webAddress = z.string().refine(isWebAddress, WHAT);

/** The same, or nothing. */
export const webAddressIfAny = z.string().refine((text) => text === '' || isWebAddress(text), WHAT);

/** The same, where `{label}` stands for the value of a label; a name that no label can have is no placeholder. */
export const addressWithLabels = z
  .string()
  .refine(
    (text) => isWebAddress(text.replace(PLACEHOLDER, 'x')),
    'must be an http or https URL, with {label} for the value of a label: https://palette.example.com/clusters/{cluster_uid}',
  );

function isWebAddress(text: string): boolean {
  return !TEMPLATE_OR_BLANK.test(text) && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

import type { HttpResponse } from './http.ts';

/** Whether an answer is a page for people, which no source gives to a program. */
export function isPage({ body }: Pick<HttpResponse, 'body'>): boolean {
  return /^\uFEFF?\s*</.test(body.subarray(0, 200).toString('utf8'));
}

/**
 * What was found instead of the source, to be put behind a sentence; empty where nothing is known of it. It holds no text
 * of the answer, in which a key may be echoed.
 */
export function foundAt(response: HttpResponse): string {
  const [location = ''] = response.headers('location');
  if (response.status >= 300 && response.status < 400) {
    if (SIGN_IN.test(location))
      return '. It leads to a login page: something before the source asks people to sign in';
    return /^(https?:)?\/\//i.test(location) ? '. It leads to another address' : '';
  }
  if (!isPage(response)) return '';
  const isLogin = /type=["']?password|sign[ -]?in|log[ -]?in/i.test(
    response.body.toString('utf8', 0, PAGE_HEAD),
  );
  return isLogin ? ' It is a login page: something before the source asks people to sign in' : '';
}

const SIGN_IN = /log-?in|sign-?in|\bauth|oauth|openid|saml|sso/i;
/** Bytes of a page that are looked at. */
const PAGE_HEAD = 65_536;

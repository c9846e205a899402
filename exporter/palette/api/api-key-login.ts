import { SourceError } from '../../sources/failures.ts';
import { createLoginGate } from '../../sources/login-gate.ts';
import type { Secret } from '../../sources/secret.ts';
import type { Clock } from '../../time/clock.ts';
import { endpoints } from './endpoints.ts';
import type { Login } from './login.ts';

interface ApiKeyOptions {
  /** Whose key it is, for messages: `palette "pma"`. */
  readonly who: string;
  readonly apiKey: Secret;
  readonly clock: Clock;
}

/**
 * Palette keeps no count of rejected keys that is known of: one request a minute does no harm, and whoever is well again
 * shows within two minutes.
 */
const WAIT = 60_000;

/** Authenticates with the `ApiKey` header, for as long as the key is not rejected. */
export function createApiKeyLogin({ who, apiKey, clock }: ApiKeyOptions): Login {
  const waits = { firstWait: WAIT, longestWait: WAIT };
  const gate = createLoginGate({ who, secret: apiKey, clock, tries: 1, ...waits });
  return {
    account: endpoints.usersInfo,
    check: gate.check,
    async headers() {
      const key = gate.open();
      if (/^[\x21-\x7e]+$/.test(key)) return { ApiKey: key };
      const what = 'holds blanks, line breaks or other characters that no API key has';
      throw new SourceError('unauthorized', `${who}: ${apiKey.origin} ${what}`);
    },
    answered({ ApiKey = '' }, status) {
      if (status === 401) gate.rejected(ApiKey);
      // Other refusals may come from what stands before Palette, which knows no keys.
      else if (status < 300) gate.accepted();
      return false;
    },
    rejected: `the API key was rejected; check ${apiKey.origin}`,
    lacks: (permission = 'a permission') => `the API key lacks ${permission}; the role Tenant Viewer has it`,
  };
}

import type { Scheduler, Settings } from '../../collection/scheduler.ts';
import {
  budgetsOf,
  PALETTE_LIMITS,
  type PaletteConnectOptions,
  type PaletteSource,
} from '../../palette/api/connect.ts';
import { createHttp } from '../../sources/http.ts';
import { createSecret, type SecretRef } from '../../sources/secret.ts';
import { systemCollectors } from '../index.ts';
import { connectSystemConsole, openSystemConsole, systemSourceName } from './system-console.ts';

/** A system administrator. */
interface SystemLogin {
  readonly username: string;
  readonly password: SecretRef;
}

/** Connects to the system console behind the address of a Palette. */
export function connectConsole(
  source: Pick<PaletteSource, 'name' | 'url' | 'tls' | 'proxy' | 'budgetShare'>,
  { username, password }: SystemLogin,
  { clock, telemetry, budgets, logins }: PaletteConnectOptions,
): { start(scheduler: Pick<Scheduler, 'add'>, settings: Settings): void; close(): Promise<void> } {
  const { name, url, tls, proxy, budgetShare } = source;
  const http = createHttp({ who: `system console of palette "${name}"`, url, tls, proxy, ...PALETTE_LIMITS });
  const login = { username, memory: logins, password: createSecret(password, 'password') };
  const shared = { budgets: budgetsOf(source, budgets), budgetShare };
  const parts = connectSystemConsole({ name, http, clock, telemetry, ...login, ...shared });
  return {
    start(scheduler, settings) {
      const open = openSystemConsole.bind(undefined, parts);
      const system = {
        name: systemSourceName(name),
        labels: { palette: name },
        open,
        credentials: login.password.version,
      };
      scheduler.add(system, systemCollectors, settings);
    },
    close: parts.client.close,
  };
}

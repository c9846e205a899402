import { isIP } from 'node:net';
import type { Config, LocalUiConfig } from '../../config/config.ts';
import type { EdgeHostRef } from '../../palette/api/fleet.ts';

/** A Local UI that follows from what a Palette knows. */
export interface Discovered {
  readonly source: LocalUiConfig;
  /** Label of its series: the host's name, or its UID where the name is not unique. */
  readonly edgeHost: string;
}

/**
 * The Local UIs of the edge hosts of Palette, by the templates of the configuration. Hosts that are configured by
 * themselves are left to that, and so are those that told no address: names are not resolved, since a host tells
 * Palette what it likes and the login would follow it.
 */
export function discover(
  { localUi, localUiFromPalette }: Config,
  edgeHostsOf: (palette: string) => readonly EdgeHostRef[],
): Discovered[] {
  const configured = new Set(localUi.map(({ url }) => url.origin));
  const found = localUiFromPalette.flatMap(({ palette, url: template, ...login }) =>
    edgeHostsOf(palette).flatMap(({ uid, name, address }) => {
      const url = urlOf(template, address);
      if (url === undefined || configured.has(url.origin)) return [];
      configured.add(url.origin);
      // A slash is in no configured name.
      return [{ name, uid, source: { ...login, url, name: `${palette}/${uid}` } }];
    }),
  );
  const names = [...localUi.map(({ name }) => name), ...found.map(({ name }) => name)];
  const isUnique = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
  return found.map(({ name, uid, source }) => ({ source, edgeHost: isUnique(name) ? name : uid }));
}

function urlOf(template: string, address: string): URL | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  const url = template.replace('{{ip}}', version === 6 ? `[${address}]` : address);
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** Where a server listens; without a host on all addresses. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/**
 * Reads `:9877`, `127.0.0.1:9877`, `[::1]:9877` or `localhost:0` (any free port).
 *
 * @throws RangeError
 */
export function parseListenAddress(text: string): ListenAddress {
  const parts = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:\s[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[3]);
  if (parts === null || port > 65535) {
    throw new RangeError(`"${text}" is not an address to listen on; write it as :9877 or 127.0.0.1:9877`);
  }
  return { host: parts[1] ?? (parts[2] || undefined), port };
}

import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { SourceError } from './failures.ts';
import { certificateOf, type ServerCertificate } from './http.ts';

const TIMEOUT = 10_000;

/**
 * The certificate that a server shows in a TLS handshake. It is not verified, since nothing is sent: whoever asks wants to
 * know when it ends.
 *
 * @param who what the server is called in messages
 * @throws SourceError (connection, timeout, tls)
 */
export function shownCertificate(
  who: string,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<ServerCertificate> {
  return new Promise((resolve, reject) => {
    const at = `${who} at ${host}:${port}`;
    // The brackets of an IPv6 address belong to the URL that it was taken from.
    const address = host.replace(/^\[|\]$/g, '');
    const socket = connect({
      host: address,
      port,
      rejectUnauthorized: false,
      timeout: TIMEOUT,
      ...(isIP(address) === 0 && { servername: address }),
    });
    const end = (failure: SourceError | undefined, certificate?: ServerCertificate) => {
      signal.removeEventListener('abort', abort);
      socket.destroy();
      if (certificate === undefined) reject(failure);
      else resolve(certificate);
    };
    const abort = () => end(new SourceError('timeout', `${at}: the handshake was given up`));
    signal.addEventListener('abort', abort);
    socket.once('secureConnect', () => {
      const none = new SourceError('tls', `${at} shows no certificate; check registryPort`);
      end(none, certificateOf(socket));
    });
    socket.once('timeout', () => end(new SourceError('timeout', `${at} does not answer within 10 s`)));
    socket.once('error', ({ message }) => {
      end(
        new SourceError('connection', `${at}: ${message}; is there a registry with TLS? check registryPort`),
      );
    });
  });
}

import { connect } from 'node:net';
import { type Check, check } from './check.ts';
import { hostOf, portOf } from './name-check.ts';

const TIMEOUT = 5000;

/** Whether something listens at the address of a source. */
export function checkPort(url: URL): Promise<Check> {
  const host = hostOf(url);
  const port = portOf(url);
  const fail = (why: string) =>
    check('tcp', 'failed', `cannot connect to port ${port} of ${host} (${why}); check url and firewall`);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: Check) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIMEOUT, () => end(fail(`no answer within ${TIMEOUT / 1000} s`)));
    socket.once('connect', () => end(check('tcp', 'ok', `port ${port} of ${host} is open`)));
    socket.once('error', (error) => end(fail('code' in error ? String(error.code) : error.message)));
  });
}

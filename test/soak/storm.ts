import { deflateSync } from 'node:zlib';
import type { Random } from '../../exporter/simulator/world/build/seeded-random.ts';
import type { Clock } from '../../exporter/time/clock.ts';
import { type Asked, answeringWith, type ProxyFault, resetting } from '../kit/fault-proxy.ts';

type Act = ProxyFault['act'];

/**
 * Requests that tell whether a login is good. A key or password that was rejected is left alone for longer than the
 * healing may take, on purpose.
 */
const LOGIN = /\/auth\/|\/login$|\/token\/renewal$|\/users\/(?:info|me)$|\/edgehosts\/current$/;

/** Kinds of faults of a console, by what people call them. */
export type Faults = Readonly<Record<string, Act>>;

/** The faults of the next second: now and then none, else one or two kinds on a share of the requests. */
export function weather(random: Random, faults: Faults): readonly ProxyFault[] {
  if (random.next() < CALM) return [];
  const share = random.pick(SHARES);
  const of = ({ path }: Asked) => !LOGIN.test(path) && random.next() < share;
  const all = Object.values(faults);
  return Array.from({ length: 1 + random.below(2) }, () => all[random.below(all.length)] ?? resetting).map(
    (act) => ({ of, act }),
  );
}

const CALM = 0.2;
const SHARES = [0.02, 0.1, 0.3, 0.6, 1] as const;

/** All that may go wrong with an answer. */
export function faultsIn(clock: Clock): Faults {
  return {
    '401': answeringWith(401, { code: 'Unauthorized', message: 'no' }),
    '403': answeringWith(403, { code: 'OperationForbidden', message: 'no' }),
    '404': answeringWith(404, { code: 'ResourceNotFound', message: 'no' }),
    '405': answeringWith(405, { code: 405, message: 'method GET is not allowed' }),
    '429': answeringWith(429),
    '429 for a second': answeringWith(429, {}, { 'retry-after': '1' }),
    // What is longer, up to two minutes, the exporter waits for: that is no healing.
    '429 for half a minute': answeringWith(429, {}, { 'retry-after': '30' }),
    '429 since long': answeringWith(429, {}, { 'retry-after': '-5' }),
    '429 for soon': answeringWith(429, {}, { 'retry-after': 'soon' }),
    '500': answeringWith(500, { code: 'UnexpectedError', message: 'no' }),
    '502': answeringWith(502, '<html><body>Bad Gateway</body></html>', { 'content-type': 'text/html' }),
    '503': answeringWith(503, '', { 'retry-after': '5' }),
    'a page': answeringWith(200, '<html><body>Welcome</body></html>', { 'content-type': 'text/html' }),
    'an empty answer': answeringWith(200, ''),
    'an answer of null': answeringWith(200, 'null'),
    'an answer of another shape': answeringWith(200, [{ items: 'none', metadata: 3 }]),
    'half an answer': half,
    'an answer of unknown encoding': encoded,
    'a redirect': answeringWith(302, '', { location: 'https://elsewhere.example.com/' }),
    'a connection that breaks': resetting,
    'a black hole': async () => 'hang',
    'a head without end': answeringWith(200, {}, { 'x-padding': 'x'.repeat(32_768) }),
    'a second late': (_asked, pass) => clock.sleep(1000).then(() => pass()),
    'twenty seconds late': (_asked, pass) => clock.sleep(20_000).then(() => pass()),
  };
}

const half: Act = async (_asked, pass) => {
  const { status, body } = await pass();
  const head = `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\ncontent-length: ${body.length + 9}\r\n\r\n`;
  return (socket) => {
    socket.write(head);
    socket.end(body.subarray(0, body.length / 2));
  };
};

const encoded: Act = async (_asked, pass) => {
  const reply = await pass();
  return {
    ...reply,
    headers: { ...reply.headers, 'content-encoding': 'deflate' },
    body: deflateSync(reply.body),
  };
};

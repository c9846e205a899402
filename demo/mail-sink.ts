import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface SunkMail {
  /** Counts up from 1. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who the mail server was told to deliver it to, whatever its headers say. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailSink {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** The last ones received, oldest first. */
  readonly mails: readonly SunkMail[];
  close(): Promise<void>;
}

/** Older ones are dropped. */
const KEPT = 60;

/** A mail server on the loopback address that takes every mail and delivers none. */
export async function startMailSink(now: () => number = Date.now): Promise<MailSink> {
  const mails: SunkMail[] = [];
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      read(stream).then((mail) => {
        count += 1;
        mails.push({ id: count, at: now(), recipients, ...mail });
        mails.splice(0, mails.length - KEPT);
        done();
      }, done);
    },
  });
  // Alertmanager is ended in the middle of a session, maybe; then there is nobody left to tell.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const bound = server.server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the mail server has no port');
  return {
    address: `127.0.0.1:${bound.port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function read(stream: NodeJS.ReadableStream): Promise<Pick<SunkMail, 'subject' | 'text' | 'html'>> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(await buffer(stream));
  return { subject, text, html };
}

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Address } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as it arrived. */
export interface Mail {
  /** Who the mail server was told to deliver it to, whatever its headers say. */
  readonly recipients: readonly string[];
  /** Addresses of the `From` and `To` headers. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** All headers by their name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface MailSinkOptions {
  /** Refuse clients that do not log in with these. */
  readonly auth?: { readonly username: string; readonly password: string };
}

export interface MailSink {
  /** `127.0.0.1:PORT`, for `smtp_smarthost`. */
  readonly address: string;
  /** Everything received so far, in order. */
  readonly mails: readonly Mail[];
  close(): Promise<void>;
}

/** An SMTP server on loopback that takes every mail and delivers none. */
export async function startMailSink({ auth }: MailSinkOptions = {}): Promise<MailSink> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...authentication(auth),
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      parse(stream, recipients).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  // A client that is killed in the middle of a session is none of the test's business.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');

  const { port } = server.server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function authentication(auth: MailSinkOptions['auth']): SMTPServerOptions {
  if (auth === undefined) return { authOptional: true };
  return {
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === auth.username && password === auth.password) done(null, { user: username });
      else done(new Error('wrong user name or password'));
    },
  };
}

async function parse(stream: NodeJS.ReadableStream, recipients: readonly string[]): Promise<Mail> {
  const mail = await PostalMime.parse(await buffer(stream));
  return {
    recipients,
    from: addresses([mail.from]).join(),
    to: addresses(mail.to),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
  };
}

function addresses(list: readonly (Address | undefined)[] = []): string[] {
  return list.flatMap((entry) => (entry?.group ?? [entry]).flatMap((mailbox) => mailbox?.address ?? []));
}

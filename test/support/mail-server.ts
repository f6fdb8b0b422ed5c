import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it came over the wire. */
export interface ReceivedMail {
  readonly to: readonly string[];
  /** One a line, folded ones joined. */
  readonly headers: readonly string[];
  readonly subject: string;
  readonly raw: string;
}

/** A mail server with a port of its own, where whoever connects is hung up on until it is opened. */
export class MailServer {
  private readonly mails: ReceivedMail[] = [];
  private server: SMTPServer | undefined;

  private constructor(
    /** Keeps the port from everybody else. */
    private readonly closed: Server,
    private readonly port: number,
  ) {}

  static async reserve(): Promise<MailServer> {
    const closed = createServer((socket) => void socket.resetAndDestroy()).listen(0, '127.0.0.1');
    await once(closed, 'listening');
    return new MailServer(closed, (closed.address() as AddressInfo).port);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    await new Promise((done) => this.closed.close(done));
    this.server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      closeTimeout: 100,
      logger: false,
      onData: (stream, { envelope }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.mails.push(received(Buffer.concat(chunks).toString(), envelope.rcptTo.map(({ address }) => address)));
          done();
        });
      },
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server.server, 'listening');
  }

  /** All that name a benchmark; attached reports are named by it. */
  about(benchmarkId: string): readonly ReceivedMail[] {
    return this.mails.filter(({ raw }) => raw.includes(benchmarkId));
  }

  async close(): Promise<void> {
    const { server, closed } = this;
    await new Promise<void>((done) => (server ? server.close(done) : closed.close(() => done())));
  }
}

function received(raw: string, to: readonly string[]): ReceivedMail {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  const headers = head.split(/\r\n|\r|\n/);
  const subject = headers.find((line) => /^subject:/i.test(line))?.slice('subject:'.length) ?? '';
  return { to, headers, raw, subject: decoded(subject.trim()) };
}

/** Encoded words (RFC 2047): white space between two of them is none of the text. */
const decoded = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/(=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) => Buffer.concat(words.slice(2, -2).split('?==?').map(bytesOf)).toString());

function bytesOf(word: string): Buffer {
  const [, encoding, text = ''] = word.split('?');
  if (encoding?.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const bytes = text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
